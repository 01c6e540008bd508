/** The replay's page: everything it must know stands in the element's data attributes. */
import { render } from "preact";
import { loadCatalogue } from "../i18n";
import { ReplayPage } from "../ui/replay/ReplayPage";

const root = document.getElementById("replay");
if (root) {
  const { seminar = "", title = "", host = "", home = "/", room = "/", startsAt = "" } = root.dataset;
  await loadCatalogue(document.documentElement.lang);
  root.replaceChildren();
  render(<ReplayPage page={{ seminar, title, host, home, room, startsAt, view: "replay" }} />, root);
}
