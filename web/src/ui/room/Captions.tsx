/** The captions under the slide: the last words said, whose they are, and how far behind the voice. */
import { useEffect, useRef, useState } from "preact/hooks";
import { language, t } from "../../i18n";
import type { Cue } from "../../protocol/states";
import type { Store } from "../../services/store";
import {
  DELAYED,
  delayOf,
  type Interim,
  missing,
  type Spring,
  shownCues,
  shownInterim,
  springOf,
  writer,
} from "../../state/captioning";
import { direction, endonym } from "../../state/languages";
import { own } from "../../state/records";
import { useStore } from "../context";
import { useNow } from "../time";
import { haveCaptions } from "./LangPair";
import { useOriginals } from "./originals";

export function Captions() {
  const store = useStore();
  return haveCaptions(store) ? <CaptionBar /> : null;
}

function CaptionBar() {
  const store = useStore();
  const now = useNow(store.offset);
  const room = store.room.value;
  const read = store.read.value;
  const { lines, size, spoken } = store.captions.wishes.value;
  const cues = shownCues(own(room.captions.cues, read) ?? [], lines, now);
  const spring = springOf(room, read, now);
  const interim = shownInterim(store.captions.interim.value, read, now - store.offset);
  const originals = useOriginals(store, cues);
  const last = cues.at(-1);
  const style = { "--caption-scale": size, "--caption-lines": lines };
  return (
    <section
      class="captions lines"
      aria-label={t("Captions: {language}", { language: endonym(read) })}
      style={style}
    >
      <div class="by">
        <Writer cue={last} />
        <span>
          <Whence cue={last} spring={spring} />
        </span>
        {originals.any ? (
          <button
            type="button"
            class="linkish machine"
            aria-pressed={originals.on}
            onClick={originals.toggle}
          >
            {originals.on ? t("Show translation") : t("Show original")}
          </button>
        ) : null}
        <Delay spring={spring} cue={last} />
      </div>
      <div class="said" aria-live={spoken ? "polite" : "off"} lang={read} dir={direction(read)}>
        {cues.map((cue, index) => (
          <Line key={cue.id} cue={originals.of(cue)} old={index < cues.length - 1 || interim !== undefined} />
        ))}
        {interim ? <Coming interim={interim} /> : null}
        {cues.length === 0 && !interim ? <Nothing spring={spring} /> : null}
      </div>
    </section>
  );
}

function Line({ cue, old }: { cue: Cue; old: boolean }) {
  const known = useRef(cue.text);
  const revised = known.current !== cue.text;
  const names = [old ? "was" : "", cue.lost ? "lost" : "", revised ? "revised" : ""]
    .filter(Boolean)
    .join(" ");
  if (cue.lost) return <Said kind={names} text={t("(some words were lost)")} />;
  return (
    <p class={names || undefined} lang={cue.language} dir={direction(cue.language)} data-cue={cue.id}>
      {cue.text}
    </p>
  );
}

/** What the page itself says among the captions: in its own language. */
function Said({ kind, text }: { kind: string; text: string }) {
  return (
    <p class={kind} lang={language()} dir={direction(language())}>
      {text}
    </p>
  );
}

/** Unfinished words change many times a second: only the finished ones are read out. */
function Coming({ interim }: { interim: Interim }) {
  return (
    <p class="coming" aria-live="off" lang={interim.language} dir={direction(interim.language)}>
      {interim.text}
    </p>
  );
}

const WRITERS = {
  machine: () => t("Machine"),
  captioner: () => t("Captioner"),
  interpreter: () => t("Interpreter"),
};

function Writer({ cue }: { cue: Cue | undefined }) {
  const room = useStore().room.value;
  if (!cue || cue.lost) return null;
  const who = writer(cue, room);
  return <span class={who === "machine" ? "badge machine" : "badge accent"}>{WRITERS[who]()}</span>;
}

function Whence({ cue, spring }: { cue: Cue | undefined; spring: Spring }) {
  if (cue?.original) {
    const [before, after] = t("Translated from {language} by machine", { language: "\n" }).split("\n");
    return (
      <>
        {before}
        <bdi lang={cue.original}>{endonym(cue.original)}</bdi>
        {after}
      </>
    );
  }
  const channel = cue ? cue.source === "channel" : spring.from === "channel";
  if (channel) return <>{t("Captions from the interpreter's voice")}</>;
  return <>{cue ? t("Captions of the floor") : t("Captions")}</>;
}

/** Seconds from the voice to its words: as the newest cue that came while one looked showed it, else as reported. */
function Delay({ spring, cue }: { spring: Spring; cue: Cue | undefined }) {
  const store = useStore();
  const seen = useRef(cue?.id);
  const [lag, setLag] = useState(0);
  useEffect(() => {
    if (!cue || cue.id === seen.current) return;
    seen.current = cue.id;
    setLag(Math.max(0, Date.now() + store.offset - cue.end));
  }, [cue, store]);
  const delay = lag || delayOf(store.room.value.captions, spring.heard);
  const seconds = Math.max(1, Math.round(delay / 1000));
  if (!cue || delay === 0) return null;
  if (delay < DELAYED) return <span class="push">{t("{seconds} s behind the voice", { seconds })}</span>;
  return (
    <span class="push late" role="status">
      {t("Captions delayed: {seconds} s. No words are left out.", { seconds })}
    </span>
  );
}

/** Why nothing stands here: nobody has spoken, or there cannot be captions, and for want of what. */
function Nothing({ spring }: { spring: Spring }) {
  const store = useStore();
  return <Said kind="none" text={whyNone(store, spring)} />;
}

function whyNone(store: Store, { from, heard }: Spring): string {
  const read = store.read.value;
  const { captions } = store.room.value;
  switch (missing({ from, heard }, read, captions, store.captions.facts.value.pairs)) {
    case "no_ear":
      return t("Captions not available: no model for {language}.", { language: endonym(heard) });
    case "no_translation":
      return t("Captions not available: no model from {source} into {target}.", {
        source: endonym(heard),
        target: endonym(read),
      });
    default:
      return own(captions.status, heard)?.status === "off"
        ? t("Captions are switched off at the moment.")
        : t("Captions begin when somebody speaks.");
  }
}
