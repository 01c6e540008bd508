/** Whose turn it is, for how long, and the handover: asked, accepted, counted down. */
import { t } from "../../i18n";
import { handoverStep, partnersOf, turnClock } from "../../state/booth";
import { own } from "../../state/records";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { clock, hourOf } from "../time";
import { useDesk } from "./context";
import { BoothPanel } from "./parts";

export function TurnPanel() {
  return (
    <BoothPanel id="turn" title={t("Turn")} head={<PartnerState />}>
      <div class="stack">
        <Clock />
        <Handing />
        <Ready />
        <Pivot />
      </div>
    </BoothPanel>
  );
}

function PartnerState() {
  const desk = useDesk();
  const store = useStore();
  store.mediaTurn.value;
  const booth = desk.booth.value;
  const partner = desk.partner();
  if (!booth || partnersOf(booth, store.me.value.id).length === 0) {
    return <span class="dot off">{t("You work alone")}</span>;
  }
  if (!partner) return <span class="dot wait">{t("Partner not here")}</span>;
  const ready = Object.hasOwn(store.room.value.interpretation.ready, partner);
  return <span class={ready ? "dot on" : "dot off"}>{ready ? t("Partner ready") : t("Partner here")}</span>;
}

function Clock() {
  const desk = useDesk();
  const store = useStore();
  const { holder, since } = desk.situation.value;
  const second = Math.floor(desk.now.value / 1000) * 1000;
  const extra = desk.extra.value.since === since ? desk.extra.value.milliseconds : 0;
  const { gone, left, share, due } = turnClock(since, second, extra);
  const mine = holder === store.me.value.id;
  if (!holder || desk.lost) {
    return (
      <div class="turn">
        <Ring share={0} text="–" label={t("Nobody is on air")} />
        <p class="meta">{t("Nobody is on air in this channel. Press Space to begin.")}</p>
      </div>
    );
  }
  return (
    <div class="turn">
      <Ring
        share={share}
        text={clock(due ? gone : left)}
        label={due ? t("The turn is over") : t("{time} left of the turn", { time: clock(left) })}
      />
      <div>
        <b>
          {due
            ? mine
              ? t("Time to hand over")
              : t("It is your turn")
            : t("Handover at {hour}", { hour: hourOf(since + gone + left - store.offset) })}
        </b>
        <p class="meta">
          {mine
            ? t("You have spoken for {time}.", { time: clock(gone) })
            : t("{name} has spoken for {time}.", { name: store.name(holder), time: clock(gone) })}
        </p>
      </div>
      {due ? <Reminder mine={mine} /> : null}
    </div>
  );
}

/** Said once, not each second. */
function Reminder({ mine }: { mine: boolean }) {
  return (
    <p class="vh" role="status">
      {mine ? t("Your turn is over: time to hand over.") : t("Your partner's turn is over.")}
    </p>
  );
}

function Ring({ share, text, label }: { share: number; text: string; label: string }) {
  return (
    <span class="ring num" role="timer" aria-label={label} style={{ "--share": `${share * 100}%` }}>
      {text}
    </span>
  );
}

function Handing() {
  const desk = useDesk();
  const store = useStore();
  store.mediaTurn.value;
  const now = desk.situation.value;
  const partner = desk.partner();
  const mine = now.holder === store.me.value.id;
  const other = store.name(now.other);
  const step = handoverStep(now, partner);
  if (now.handover === "asked_of_me") {
    return (
      <div class="handing" role="alert">
        <p>
          {mine
            ? t("{name} offers to take over.", { name: other })
            : t("{name} asks you to take over.", { name: other })}
        </p>
        <div class="row">
          <Press icon="check" label={t("Accept")} letter="H" kind="primary" onPress={() => desk.handover()} />
          <Press label={t("Decline")} letter="Esc" onPress={() => desk.cancelHandover()} />
        </div>
      </div>
    );
  }
  if (now.handover !== "none") {
    const seconds = Math.ceil(now.left / 1000);
    return (
      <div class="handing" role="status">
        <p>
          {now.handover === "asked_by_me"
            ? t("Waiting for {name} to accept.", { name: other })
            : t("Handover in {seconds} s", { seconds })}
        </p>
        {now.handover === "between" ? null : (
          <Press label={t("Cancel")} letter="Esc" onPress={() => desk.cancelHandover()} />
        )}
      </div>
    );
  }
  return (
    <div class="row">
      <Press
        icon="handover"
        label={mine ? t("Hand over now") : t("Offer to take over")}
        letter="H"
        idle={step !== "ask"}
        onPress={() => desk.handover()}
      />
      {mine ? <Press label={t("+5 min")} letter="E" onPress={async () => desk.extend()} /> : null}
      <Whom />
    </div>
  );
}

/** To whom, where there are several. */
function Whom() {
  const desk = useDesk();
  const store = useStore();
  const booth = desk.booth.value;
  const partners = booth ? partnersOf(booth, store.me.value.id) : [];
  if (partners.length < 2) return null;
  return (
    <select
      class="input sm"
      aria-label={t("To whom")}
      value={desk.partner()}
      onChange={(event) => {
        desk.partnerChosen.value = event.currentTarget.value;
      }}
    >
      {partners.map((person) => (
        <option key={person} value={person}>
          {store.name(person)}
        </option>
      ))}
    </select>
  );
}

function Press(props: {
  icon?: string;
  label: string;
  letter: string;
  kind?: string;
  idle?: boolean;
  onPress(): Promise<unknown>;
}) {
  return (
    <button
      type="button"
      class={`btn sm ${props.kind ?? ""}`.trim()}
      aria-disabled={props.idle || undefined}
      aria-keyshortcuts={props.letter === "Esc" ? "Escape" : props.letter}
      onClick={() => void props.onPress()}
    >
      {props.icon ? <Icon name={props.icon} /> : null}
      {props.label} <kbd>{props.letter}</kbd>
    </button>
  );
}

function Ready() {
  const desk = useDesk();
  const store = useStore();
  const ready = Object.hasOwn(store.room.value.interpretation.ready, store.me.value.id);
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={ready}
      aria-keyshortcuts="A"
      onClick={() => void desk.toggleReady()}
    >
      {t("I am ready to take over")} <kbd>A</kbd>
    </button>
  );
}

/** Whether other booths should take relay from here, by preference. */
function Pivot() {
  const desk = useDesk();
  const { language, signed } = desk.situation.value;
  const channel = own(useStore().room.value.interpretation.channels, language);
  if (!channel || signed) return null; // relay is heard
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={channel.pivot}
      onClick={() => void desk.post("pivot", { language, pivot: !channel.pivot })}
    >
      {t("Pivot: other booths take relay from here")}
    </button>
  );
}
