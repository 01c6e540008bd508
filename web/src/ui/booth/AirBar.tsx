/** On air or not, in words. */
import { t } from "../../i18n";
import type { Desk } from "../../services/booth";
import type { Situation } from "../../state/booth";
import { useStore } from "../context";
import { useDesk } from "./context";
import { Tongue } from "./parts";
import { wordsOf } from "./words";

interface Said {
  readonly look: "live" | "wait" | "off";
  readonly word: string;
  /** Whether the language stands behind it. */
  readonly tongue: boolean;
  readonly note: string;
}

export function AirBar() {
  const desk = useDesk();
  const store = useStore();
  store.mediaTurn.value;
  const said = saying(desk, (person) => store.name(person));
  const { language } = desk.situation.value;
  return (
    <div class={`onair ${said.look}`} role="status">
      <span class={`dot ${said.look}`}>{said.word}</span>
      {said.tongue && language ? <Tongue tag={language} /> : null}
      {said.note ? <small class="push">{said.note}</small> : null}
    </div>
  );
}

function saying(desk: Desk, name: (person: string) => string): Said {
  const now = desk.situation.value;
  if (!desk.isConnected) return { look: "wait", word: t("No line"), tongue: false, note: wordsOf(now).lost };
  return countdown(now, name) ?? (now.air === "on" ? onAir(desk) : offAir(now, name, desk.lost));
}

function countdown(now: Situation, name: (person: string) => string): Said | undefined {
  const seconds = Math.ceil(now.left / 1000);
  if (now.handover === "in") {
    const note = t("You take over from {name}", { name: name(now.other) });
    return { look: "wait", word: t("On air in {seconds} s", { seconds }), tongue: true, note };
  }
  if (now.handover === "out") {
    const note = t("{name} takes over", { name: name(now.other) });
    return { look: "live", word: t("Handover in {seconds} s", { seconds }), tongue: true, note };
  }
  return undefined;
}

function onAir(desk: Desk): Said {
  const words = wordsOf(desk.situation.value);
  if (!desk.sends) {
    const word = desk.device === "camera" ? words.off : t("Microphone off");
    return { look: "wait", word, tongue: false, note: words.unheard };
  }
  if (desk.coughing.value) return { look: "wait", word: words.coughing, tongue: true, note: "" };
  return { look: "live", word: t("On air"), tongue: true, note: "" };
}

function offAir(now: Situation, name: (person: string) => string, lost: boolean): Said {
  const { muted, unheard, nobody } = wordsOf(now);
  switch (now.air) {
    case "muted":
      return { look: "wait", word: muted, tongue: true, note: unheard };
    case "floor":
      return {
        look: "live",
        word: t("You speak into the floor"),
        tongue: false,
        note: t("Everyone hears you"),
      };
    case "other": {
      const note = lost ? nobody : t("{name} is on air", { name: name(now.holder) });
      return { look: "off", word: t("Off air"), tongue: true, note };
    }
    case "closed":
      return { look: "off", word: t("Off air"), tongue: true, note: t("This channel is not open yet") };
    default:
      return { look: "off", word: t("Off air"), tongue: true, note: nobody };
  }
}
