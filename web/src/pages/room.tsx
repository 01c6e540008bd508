/** The room's page: everything it must know stands in the element's data attributes. */
import { render } from "preact";
import { loadCatalogue } from "../i18n";
import { App } from "../ui/App";

const root = document.getElementById("room");
if (root) {
  const {
    seminar = "",
    title = "",
    home = "/",
    view = "attendee",
    startsAt = "",
    booth = "",
    room = "",
    replay = "",
  } = root.dataset;
  await loadCatalogue(document.documentElement.lang);
  root.replaceChildren();
  render(<App page={{ seminar, title, home, view, startsAt, booth, room, replay }} />, root);
}
