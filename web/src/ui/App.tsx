/** From the page's element to the room: read, check, enter; and what to say when one of them fails. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { Refused } from "../services/api";
import { Store } from "../services/store";
import { Check } from "./check/Check";
import { type Page, PageContext, StoreContext, usePage } from "./context";
import { type Chunk, type Fetched, useChunk } from "./lazy";

type Phase = "reading" | "checking" | "inside" | "failed";
const SEEN = "consilium.checked";

export function App({ page }: { page: Page }) {
  const [store] = useState(() => new Store(page.seminar, page.view !== "booth"));
  const [phase, setPhase] = useState<Phase>("reading");
  const [failure, setFailure] = useState("");
  const view = useChunk(viewOf(page));
  useEffect(() => {
    store.open().then(
      () => setPhase(sessionStorage.getItem(SEEN) ? "inside" : "checking"),
      (error: unknown) => {
        setFailure(error instanceof Refused ? error.message : t("The room could not be opened."));
        setPhase("failed");
      },
    );
    return () => store.close();
  }, [store]);
  const enter = () => {
    if (mayHear(store)) store.sources.allow(true); // before the room is drawn: the network works meanwhile
    sessionStorage.setItem(SEEN, "1");
    setPhase("inside");
  };
  return (
    <PageContext.Provider value={page}>
      <StoreContext.Provider value={store}>
        {phase === "reading" ? <p class="notice center">{t("Opening the room…")}</p> : null}
        {phase === "failed" ? <Failed message={failure} home={page.home} /> : null}
        {phase === "checking" ? <Check onEnter={enter} /> : null}
        {phase === "inside" ? <Inside store={store} view={view} /> : null}
      </StoreContext.Provider>
    </PageContext.Provider>
  );
}

function Failed({ message, home }: { message: string; home: string }) {
  return (
    <main class="checkpage" id="main">
      <div class="notice warn center" role="alert">
        <p>{message}</p>
        <button type="button" class="btn" onClick={() => location.reload()}>
          {t("Try again")}
        </button>
        <a class="btn quiet" href={home}>
          {t("The seminar's page")}
        </a>
      </div>
    </main>
  );
}

/** Sound and picture begin when one may have them: the staff at once, others when the seminar is live. */
function mayHear(store: Store): boolean {
  const { status } = store.room.value.seminar;
  return status === "live" || (status === "published" && store.me.value.staff);
}

function useMedia(store: Store): void {
  const may = mayHear(store);
  useEffect(() => {
    store.sources.allow(may);
  }, [store, may]);
}

/** Each view is a chunk of its own: nobody fetches another's. It is on its way while the room is read. */
const VIEWS: Readonly<Record<string, Chunk<object>>> = {
  room: { load: () => import("./room/Room").then((module) => module.Room) },
  moderator: { load: () => import("./moderator/Moderator").then((module) => module.Moderator) },
  booth: { load: () => import("./booth/Booth").then((module) => module.Booth) },
};

function viewOf(page: Page): Chunk<object> {
  return VIEWS[page.view === "moderator" || page.view === "booth" ? page.view : "room"] as Chunk<object>;
}

function Inside({ store, view }: { store: Store; view: Fetched<object> }) {
  useMedia(store);
  const { Part, standing } = view;
  const page = usePage();
  if (Part) return <Part />;
  if (standing === "failed") return <Failed message={t("The room could not be opened.")} home={page.home} />;
  return <p class="notice center">{t("Opening the room…")}</p>;
}
