/** What is said on the floor, in the floor's own language, as captions bring it. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Cue } from "../../protocol/states";
import {
  delayOf,
  type Interim,
  missing,
  shownCues,
  shownInterim,
  springOf,
  writer,
} from "../../state/captioning";
import { direction, endonym } from "../../state/languages";
import { own } from "../../state/records";
import { useStore } from "../context";
import { useNow } from "../time";
import { Tongue } from "./parts";

const SHOWN = 4;

/** The booth reads the floor's language, whatever the pages are in; without a line, once there is one. */
function useFloorLanguage(): string {
  const store = useStore();
  const language = store.room.value.stage.turn.language;
  const line = store.line.value;
  useEffect(() => {
    if (line === "live" && language && language !== store.read.peek()) void store.setRead(language, false);
  }, [store, language, line]);
  return language;
}

export function FloorWords() {
  const store = useStore();
  const language = useFloorLanguage();
  const [hidden, setHidden] = useState(false);
  const now = useNow(store.offset);
  const { captions } = store.room.value;
  const cues = shownCues(own(captions.cues, language) ?? [], SHOWN, now);
  const interim = shownInterim(store.captions.interim.value, language, now - store.offset);
  return (
    <section class="captions floorwords" aria-label={t("Floor captions")}>
      <div class="by">
        <Writer cue={cues.at(-1)} />
        <span>
          {t("Floor captions")}
          {language ? (
            <>
              : <Tongue tag={language} />
            </>
          ) : null}
        </span>
        <Delay milliseconds={cues.length > 0 ? delayOf(captions, language) : 0} />
        <button type="button" class="linkish" aria-expanded={!hidden} onClick={() => setHidden(!hidden)}>
          {hidden ? t("Show") : t("Hide")}
        </button>
      </div>
      {hidden ? null : <Said language={language} cues={cues} interim={interim} now={now} />}
    </section>
  );
}

function Writer({ cue }: { cue: Cue | undefined }) {
  const room = useStore().room.value;
  if (!cue || cue.lost) return null;
  if (writer(cue, room) === "machine") return <span class="badge machine">{t("Machine")}</span>;
  return <span class="badge accent">{t("Captioner")}</span>;
}

function Delay({ milliseconds }: { milliseconds: number }) {
  if (!milliseconds) return <span class="push" />;
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return <span class="push">{t("{seconds} s behind the voice", { seconds })}</span>;
}

interface Words {
  readonly language: string;
  readonly cues: readonly Cue[];
  readonly interim: Interim | undefined;
  readonly now: number;
}

function Said({ language, cues, interim, now }: Words) {
  if (!language) return <p class="meta">{t("The floor's language is not known yet.")}</p>;
  if (cues.length === 0 && !interim) return <Nothing language={language} now={now} />;
  return (
    <div class="said" lang={language} dir={direction(language)} aria-live="off">
      {cues.map((cue, index) => (
        <p key={cue.id} class={interim || index < cues.length - 1 ? "was" : undefined}>
          {cue.lost ? <i class="meta">{t("(some words were lost)")}</i> : cue.text}
        </p>
      ))}
      {interim ? <p class="coming">{interim.text}</p> : null}
    </div>
  );
}

function Nothing({ language, now }: { language: string; now: number }) {
  const store = useStore();
  const room = store.room.value;
  const { pairs } = store.captions.facts.value;
  const why = missing(springOf(room, language, now), language, room.captions, pairs);
  return (
    <p class="meta">
      {why === "no_ear"
        ? t("Captions not available: no model for {language}.", { language: endonym(language) })
        : t("Captions begin when somebody speaks.")}
    </p>
  );
}
