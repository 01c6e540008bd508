/** What is said on the floor, in the floor's own language, as captions bring it. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Cue } from "../../protocol/states";
import { direction } from "../../state/languages";
import { own } from "../../state/records";
import { useStore } from "../context";
import { Tongue } from "./parts";

const SHOWN = 4;

/** The booth reads the floor's language, whatever the pages are in. */
function useFloorLanguage(): string {
  const store = useStore();
  const language = store.room.value.stage.turn.language;
  useEffect(() => {
    if (language && language !== store.read.peek()) void store.setRead(language, false);
  }, [store, language]);
  return language;
}

export function FloorWords() {
  const store = useStore();
  const language = useFloorLanguage();
  const [hidden, setHidden] = useState(false);
  const { cues, status } = store.room.value.captions;
  const latest = (own(cues, language) ?? []).slice(-SHOWN);
  const report = own(status, language);
  return (
    <section
      class={hidden ? "captions floorwords hiding" : "captions floorwords"}
      aria-label={t("Floor captions")}
    >
      <div class="by">
        {latest.at(-1)?.revised_by ? null : <span class="badge machine">{t("Machine")}</span>}
        <span>
          {t("Floor captions")}
          {language ? (
            <>
              : <Tongue tag={language} />
            </>
          ) : null}
        </span>
        {report && report.delay > 0 ? (
          <span class="push num">
            {t("{seconds} s behind", { seconds: (report.delay / 1000).toFixed(1) })}
          </span>
        ) : (
          <span class="push" />
        )}
        <button type="button" class="linkish" aria-expanded={!hidden} onClick={() => setHidden(!hidden)}>
          {hidden ? t("Show") : t("Hide")}
        </button>
      </div>
      {hidden ? null : <Said latest={latest} language={language} />}
    </section>
  );
}

function Said({ latest, language }: { latest: readonly Cue[]; language: string }) {
  if (!language) return <p class="meta">{t("The floor's language is not known yet.")}</p>;
  if (latest.length === 0) return <p class="meta">{t("No captions in this language at the moment.")}</p>;
  return (
    <div class="said" lang={language} dir={direction(language)} aria-live="off">
      {latest.map((cue, index) => (
        <p key={cue.id} class={index < latest.length - 1 ? "was" : undefined}>
          {cue.lost ? <i class="meta">{t("(a sentence was lost)")}</i> : cue.text}
        </p>
      ))}
    </div>
  );
}
