/** What the interpreter hears: one source at a time, and how. */
import { t } from "../../i18n";
import { GUARD_LIMIT, type Settings } from "../../services/boothsound";
import type { Source } from "../../state/booth";
import { useStore } from "../context";
import { useDesk } from "./context";
import { BoothPanel, ltr, Tongue, Vu } from "./parts";

export function Sources() {
  const { sound } = useDesk();
  return (
    <BoothPanel id="hear" title={t("I hear")} head={<span class="meta">{t("one source at a time")}</span>}>
      <fieldset class="plain">
        <legend class="vh">{t("Incoming source")}</legend>
        {sound.sources().map((source, index) => (
          <Choice key={source.id} source={source} number={index + 1} />
        ))}
      </fieldset>
      <Sliders />
    </BoothPanel>
  );
}

function Choice({ source, number }: { source: Source; number: number }) {
  const { sound } = useDesk();
  const chosen = sound.source.value === source.id;
  const id = `source-${source.id.replace(":", "-")}`;
  const instead = chosen && sound.hearing.value !== source.id;
  return (
    <label class={chosen ? "src chosen" : "src"}>
      <input
        type="radio"
        name="source"
        checked={chosen}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-note`}
        aria-keyshortcuts={String(number)}
        onChange={() => sound.choose(source.id)}
      />
      <b id={`${id}-name`}>
        <Name source={source} />
      </b>
      {number < 10 ? <kbd class="key">{number}</kbd> : null}
      <small id={`${id}-note`}>
        <Note source={source} instead={instead} />
      </small>
      <Level source={source} />
    </label>
  );
}

function Name({ source }: { source: Source }) {
  const turn = useStore().room.value.stage.turn.language;
  if (source.kind === "partner") return <>{t("Partner")}</>;
  if (source.kind === "relay") {
    return (
      <>
        {t("Relay")}: <Tongue tag={source.language} />
      </>
    );
  }
  if (!turn) return <>{t("Floor")}</>;
  return (
    <>
      {t("Floor")}: <Tongue tag={turn} />
    </>
  );
}

function Note({ source, instead }: { source: Source; instead: boolean }) {
  const store = useStore();
  const desk = useDesk();
  if (instead) return <b>{t("Nobody speaks there: you hear the floor")}</b>;
  if (source.kind === "floor") {
    store.mediaTurn.value;
    const speaker = desk.speaker();
    if (!speaker) return <>{t("original sound")}</>;
    return (
      <>
        <bdi>{store.name(speaker)}</bdi>, {t("original sound")}
      </>
    );
  }
  if (!source.person) return <>{t("no interpreter now")}</>;
  const muted = source.kind === "relay" && source.silenced;
  return (
    <>
      <bdi>{store.name(source.person)}</bdi>
      {muted ? `, ${t("muted")}` : ""}
      {source.pivot ? <span class="badge accent">{t("Pivot")}</span> : null}
    </>
  );
}

function Level({ source }: { source: Source }) {
  const levels = useDesk().sound.levels.value.sources;
  return <Vu db={levels[source.id] ?? Number.NEGATIVE_INFINITY} label={t("Level")} />;
}

function Sliders() {
  const { sound } = useDesk();
  const values = sound.settings.value;
  const signed = values.treble > 0 ? `+${values.treble}` : String(values.treble).replace("-", "−");
  return (
    <div class="sliders">
      <Slider name="volume" label={t("Volume")} max={100} shown={String(values.volume)} />
      <Slider name="ownVoice" label={t("Own voice")} max={100} shown={String(values.ownVoice)} />
      <Slider name="treble" label={t("Treble")} min={-12} max={12} shown={ltr(`${signed} dB`)} />
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked={values.guard}
        onClick={() => sound.set({ guard: !values.guard })}
      >
        {t("Hearing guard: limit at {level} dB", { level: ltr(String(GUARD_LIMIT).replace("-", "−")) })}
      </button>
    </div>
  );
}

type Slid = { [K in keyof Settings]: Settings[K] extends number ? K : never }[keyof Settings];

function Slider(props: { name: Slid; label: string; min?: number; max: number; shown: string }) {
  const { sound } = useDesk();
  return (
    <label class="slider">
      <span>{props.label}</span>
      <input
        type="range"
        min={props.min ?? 0}
        max={props.max}
        value={sound.settings.value[props.name]}
        aria-valuetext={props.shown}
        onInput={(event) => sound.set({ [props.name]: Number(event.currentTarget.value) })}
      />
      <output>{props.shown}</output>
    </label>
  );
}
