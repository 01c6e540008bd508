import { t } from "../../i18n";
import { usePage, useStore } from "../context";
import { clock, useNow } from "../time";
import { RecordingMark, WatchLink } from "./Recording";

const WORDS: Record<string, () => string> = {
  excellent: () => t("Good"),
  good: () => t("Good"),
  poor: () => t("Weak"),
  lost: () => t("Lost"),
};
const BARS: Record<string, string> = { excellent: "q4", good: "q3", poor: "q1", lost: "q0" };

/** The line's quality in a picture, a word and a number; of a broadcast how far behind it is. */
export function Quality() {
  const store = useStore();
  const { place, broadcast } = store.sources;
  if (place.value !== "broadcast") return <LineQuality />;
  const seconds = broadcast.value?.behind.value ?? 0;
  return <span class="nowrap">{seconds ? t("{seconds} s behind", { seconds }) : t("Connecting…")}</span>;
}

function LineQuality() {
  const store = useStore();
  store.mediaTurn.value; // renders anew when the SFU says something
  useNow();
  const quality = store.media.connection === "connected" ? store.media.quality : "lost";
  return (
    <span class="row nowrap">
      <span class={`signal ${BARS[quality] ?? "q2"}`} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      <span class="wide-only">{(WORDS[quality] ?? (() => t("Measuring")))()}</span>
      <span class="num ltr">{store.media.kilobits} kbit/s</span>
    </span>
  );
}

export function Live() {
  const store = useStore();
  const now = useNow(store.offset);
  const seminar = store.room.value.seminar;
  if (seminar.status === "ended") return <span class="badge">{t("Ended")}</span>;
  if (seminar.status !== "live") return <span class="badge">{t("Not started")}</span>;
  return (
    <>
      <span class="badge live">{t("Live")}</span>
      <time class="nowrap num">{clock(now - seminar.started_at)}</time>
    </>
  );
}

export function Brand({ home }: { home: string }) {
  return (
    <a class="brand" href={home}>
      <span>{t("Consilium, the seminar's page")}</span>
      <svg viewBox="0 0 26 26" aria-hidden="true">
        <g fill="currentColor">
          <circle cx="13" cy="3.6" r="2.9" />
          {[
            [21.1, 8.3],
            [21.1, 17.7],
            [13, 22.4],
            [4.9, 17.7],
            [4.9, 8.3],
          ].map(([x, y]) => (
            <circle key={`${x}-${y}`} cx={x} cy={y} r="2.1" opacity=".55" />
          ))}
        </g>
        <circle cx="13" cy="13" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6" />
      </svg>
    </a>
  );
}

export function Bar() {
  const store = useStore();
  const page = usePage();
  store.mediaTurn.value;
  return (
    <header class="room-bar">
      <Brand home={page.home} />
      <h1 title={page.title} dir="auto">
        {page.title}
      </h1>
      <div class="facts">
        <Live />
        <RecordingMark />
        <WatchLink kind="btn quiet sm wide-only" />
      </div>
      <div class="facts end">
        {page.booth ? (
          <a class="btn sm" href={page.booth}>
            {t("Your booth")}
          </a>
        ) : null}
        <Quality />
        <button
          type="button"
          class="switch"
          role="switch"
          aria-checked={store.media.light}
          onClick={() => store.media.setLight(!store.media.light)}
        >
          {t("Low bandwidth")}
        </button>
      </div>
    </header>
  );
}
