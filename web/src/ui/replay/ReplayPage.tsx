/** From the page's element to the recording: read, show; and what to say when there is none, or no line. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { dayOf } from "../../i18n/format";
import { Refused } from "../../services/api";
import { Replay } from "../../services/replay";
import { type Page, PageContext, StoreContext } from "../context";
import { Icon } from "../Icon";
import { ownPart } from "../lazy";
import { RefusalNotice } from "../RefusalNotice";
import { LineNotice } from "../room/Notices";
import { clock } from "../time";
import { ReplayContext, useReplay } from "./context";
import { Downloads } from "./Downloads";
import { ReplayKeys } from "./keys";
import { Chapters, Polls, Questions, Share } from "./Lists";
import { Screen } from "./Screen";
import { TranscriptPanel } from "./TranscriptPanel";

const Tidy = ownPart<object>(() => import("./Tidy").then((module) => module.Tidy));

export interface RecordedPage extends Page {
  readonly room: string;
  /** Who held the seminar: a working group or a series; "" for neither. */
  readonly host: string;
}

export function ReplayPage({ page }: { page: RecordedPage }) {
  const [replay] = useState(() => new Replay(page.seminar));
  const [phase, setPhase] = useState<"reading" | "ready" | "failed">("reading");
  const [failure, setFailure] = useState("");
  useEffect(() => {
    replay.open().then(
      () => setPhase("ready"),
      (error: unknown) => {
        setFailure(error instanceof Refused ? error.message : t("The server could not be reached."));
        setPhase("failed");
      },
    );
    return () => replay.close();
  }, [replay]);
  return (
    <PageContext.Provider value={page}>
      <StoreContext.Provider value={replay.store}>
        <ReplayContext.Provider value={replay}>
          <Head page={page} />
          {phase === "reading" ? (
            <p class="notice" role="status">
              {t("Connecting…")}
            </p>
          ) : null}
          {phase === "failed" ? <Failed message={failure} /> : null}
          {phase === "ready" ? <Recording page={page} /> : null}
        </ReplayContext.Provider>
      </StoreContext.Provider>
    </PageContext.Provider>
  );
}

function Head({ page }: { page: RecordedPage }) {
  const replay = useReplay();
  const begun = replay.spans.value[0]?.from ?? Date.parse(page.startsAt);
  const length = replay.length.value > 0 ? clock(replay.length.value) : "";
  const facts = [dayOf(begun), page.host, length].filter(Boolean);
  return (
    <div class="replay-head">
      <div>
        <p class="meta">
          {facts.map((fact, index) => (
            <span key={fact}>
              {index > 0 ? " · " : ""}
              <bdi>{fact}</bdi>
            </span>
          ))}
        </p>
        <h1 dir="auto">{page.title}</h1>
      </div>
      <a class="btn" href={page.home}>
        <Icon name="info" />
        {t("About the seminar")}
      </a>
    </div>
  );
}

function Failed({ message }: { message: string }) {
  return (
    <div class="notice warn" role="alert">
      <Icon name="warn" />
      <p>{message}</p>
      <button type="button" class="btn" onClick={() => location.reload()}>
        {t("Try again")}
      </button>
    </div>
  );
}

function Recording({ page }: { page: RecordedPage }) {
  const replay = useReplay();
  const [keys, setKeys] = useState(false);
  return (
    <>
      <div class="notices">
        <LineNotice />
        <RefusalNotice />
      </div>
      <div class="watch">
        {replay.spans.value.length > 0 ? <Screen onKeys={() => setKeys(true)} /> : <Nothing page={page} />}
        <TranscriptPanel />
      </div>
      <div class="replay-lists">
        <Chapters />
        <Questions />
        <div class="stack">
          <Polls />
          <Share page={page} />
          <Downloads />
        </div>
      </div>
      {replay.mayEdit.value && replay.whole.value.length > 0 ? <Tidy /> : null}
      {keys ? <ReplayKeys onClose={() => setKeys(false)} /> : null}
    </>
  );
}

/** Why there is no player. */
function Nothing({ page }: { page: RecordedPage }) {
  const replay = useReplay();
  const { status } = replay.store.room.value.seminar;
  const over = replay.grown.value >= 0 && replay.log.last.seminar.status === "ended";
  const coming = replay.going.value;
  return (
    <section class="player blank" aria-label={t("Player")} data-status={status}>
      <p role="status">
        {coming
          ? t("The recording has begun. Its first seconds are on their way.")
          : replay.takes.value.length > 0
            ? t("Nothing of this recording is shown.")
            : over
              ? t("This seminar was not recorded.")
              : t("Nothing has been recorded yet.")}
      </p>
      {over ? null : (
        <a class="btn" href={page.room}>
          {t("To the room")}
        </a>
      )}
    </section>
  );
}
