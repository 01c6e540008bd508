/** The console: on air or not, the big button, cough, mute, what one speaks into, what comes in. */
import type { ComponentChildren } from "preact";
import { t, tn } from "../../i18n";
import { slowdownWait } from "../../state/booth";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { keysAreOff } from "../room/keys";
import { AirBar } from "./AirBar";
import { Badge } from "./Badge";
import { useDesk } from "./context";
import { holdsButton } from "./keys";
import { inDecibels, ltr, Tongue, useNarrow, Vu } from "./parts";
import { PictureSent, Signing } from "./Signing";
import { wordsOf } from "./words";

export function Console() {
  const desk = useDesk();
  const store = useStore();
  store.mediaTurn.value;
  const { air } = desk.situation.value;
  const narrow = useNarrow();
  const live = desk.onAir || air === "floor";
  return (
    <section class={live ? "console live" : "console"} id="console" tabIndex={-1} aria-label={t("Console")}>
      <AirBar />
      {narrow && desk.situation.value.signed ? (
        <div class="mirror">
          <Signing />
        </div>
      ) : null}
      <div class="desk">
        <div class="stack">
          <Cough />
          <Slow />
        </div>
        <BigButton />
        <div class="stack">
          <Mute />
          <AskSlide />
        </div>
      </div>
      <div class="out">
        <Outgoing />
        <Incoming />
      </div>
    </section>
  );
}

function BigButton() {
  const desk = useDesk();
  useStore().mediaTurn.value;
  const on = desk.sends;
  const words = wordsOf(desk.situation.value);
  const icon = desk.device === "camera" ? "cam" : "mic";
  return (
    <button
      type="button"
      class="bigmic"
      aria-pressed={on}
      aria-keyshortcuts="Space"
      onClick={() => void desk.toggle()}
    >
      <Icon name={on ? icon : `${icon}-off`} />
      <span>{on ? words.on : words.off}</span>
      <kbd>{t("Space")}</kbd>
    </button>
  );
}

function DeskButton(props: {
  icon: string;
  name: string;
  note: ComponentChildren;
  letter: string;
  pressed?: boolean;
  /** Whether it does nothing now; the note says why. */
  idle?: boolean;
  onClick?(): void;
  onHold?(down: boolean, by: "pointer" | "key"): void;
}) {
  const { onHold } = props;
  const hold = onHold && holdBy(onHold);
  return (
    <button
      type="button"
      class="deskbtn"
      aria-pressed={props.pressed}
      aria-disabled={props.idle || undefined}
      aria-keyshortcuts={props.letter}
      onClick={props.onClick}
      {...hold}
    >
      <Icon name={props.icon} />
      <b>{props.name}</b>
      <small>{props.note}</small>
      <kbd>{props.letter}</kbd>
    </button>
  );
}

/** Held by a pointer, or by a key while it has the focus: whoever has switched the single keys off has no C. */
function holdBy(onHold: (down: boolean, by: "pointer" | "key") => void) {
  const letGo = () => onHold(false, "pointer");
  const onKey = (down: boolean) => (event: KeyboardEvent) => {
    if (!holdsButton(event.key, !keysAreOff())) return;
    event.preventDefault();
    if (!event.repeat) onHold(down, "key");
  };
  return {
    onPointerDown: () => onHold(true, "pointer"),
    onPointerUp: letGo,
    onPointerLeave: letGo,
    onPointerCancel: letGo,
    onKeyDown: onKey(true),
    onKeyUp: onKey(false),
    onBlur: () => {
      letGo();
      onHold(false, "key");
    },
  };
}

function Cough() {
  const desk = useDesk();
  const { cough, coughNote } = wordsOf(desk.situation.value);
  return (
    <DeskButton
      icon={desk.device === "camera" ? "eye" : "cough"}
      name={cough}
      note={coughNote}
      letter="C"
      pressed={desk.coughing.value}
      onHold={(down, by) => desk.cough(down, by)}
    />
  );
}

function Mute() {
  const desk = useDesk();
  const { air } = desk.situation.value;
  const { mute, muteNote, mutedNote } = wordsOf(desk.situation.value);
  return (
    <DeskButton
      icon={desk.device === "camera" ? "cam-off" : "mic-off"}
      name={mute}
      note={air === "muted" ? mutedNote : muteNote}
      letter="M"
      pressed={air === "muted"}
      idle={air !== "on" && air !== "muted"}
      onClick={() => void desk.toggleMute()}
    />
  );
}

function Slow() {
  const desk = useDesk();
  const { slowdowns } = useStore().room.value.interpretation;
  const now = desk.now.value;
  const last = Math.max(desk.slowAsked.value, slowdowns.at(-1) ?? 0);
  const wait = slowdownWait(desk.slowAsked.value, now);
  return (
    <DeskButton
      icon="slow"
      name={t("Slow down, please")}
      note={last ? ago(now - last) : t("without your name")}
      letter="S"
      idle={wait > 0}
      onClick={() => void desk.slowDown()}
    />
  );
}

function ago(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  return minutes < 1 ? t("told just now") : tn("told {count} min ago", "told {count} min ago", minutes);
}

function AskSlide() {
  const desk = useDesk();
  const told = desk.told.value;
  return (
    <DeskButton
      icon="slides"
      name={t("Ask for the slide")}
      note={told?.what === "slide" ? t("told the moderators") : t("the moderators see your note")}
      letter="L"
      onClick={() => void desk.askForSlide()}
    />
  );
}

function Outgoing() {
  const desk = useDesk();
  const { language, air } = desk.situation.value;
  const languages = desk.booth.value?.languages ?? [];
  const signs = desk.device === "camera" && air !== "floor";
  return (
    <div>
      <div class="row">
        <b>{wordsOf(desk.situation.value).into}</b>
        <div class="segmented" role="group" aria-label={t("Outgoing channel")}>
          {languages.map((tag) => (
            <button
              key={tag}
              type="button"
              aria-pressed={tag === language && air !== "floor"}
              onClick={() => void desk.swapLanguage(tag)}
            >
              <Tongue tag={tag} />
            </button>
          ))}
          <button
            type="button"
            aria-pressed={air === "floor"}
            aria-keyshortcuts="F"
            onClick={() => void desk.toggleFloor()}
          >
            {t("Floor")} <kbd>F</kbd>
          </button>
        </div>
        {languages.length > 1 ? <kbd>O</kbd> : null}
      </div>
      {signs ? <PictureSent /> : <VoiceSent />}
    </div>
  );
}

function VoiceSent() {
  const desk = useDesk();
  const on = desk.sending.isOn("microphone") && desk.situation.value.air !== "muted" && !desk.coughing.value;
  return <Vu db={on ? desk.sound.levels.value.sent : Number.NEGATIVE_INFINITY} label={t("Outgoing level")} />;
}

function Incoming() {
  const { sound } = useDesk();
  const { sources, peak } = sound.levels.value;
  const hearing = sound.hearing.value;
  return (
    <div>
      <div class="row">
        <b>{t("Incoming")}</b>
        <span class="meta num clip">{t("peak {level}", { level: ltr(inDecibels(peak)) })}</span>
        <span class="push" />
        <Badge />
      </div>
      <Vu db={sources[hearing] ?? Number.NEGATIVE_INFINITY} label={t("Incoming level")} />
    </div>
  );
}
