/** The bottom bar: places do not move, and a control that cannot be used says why. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import { REACTIONS } from "../../services/store";
import { progress } from "../../state/agenda";
import { usePage, useStore } from "../context";
import { Icon } from "../Icon";
import { clock, useNow } from "../time";

export function AgendaNow() {
  const store = useStore();
  const now = useNow(store.offset);
  const agenda = store.agenda.value;
  const { index, part, gone, planned, share } = progress(store.room.value.seminar, agenda, now);
  if (!part) return null;
  const place = { part: index + 1, parts: agenda.length, title: part.title };
  return (
    <span class="agenda-now">
      <span class="clip">
        {t("Part {part} of {parts}: {title}", place)}, {t("{time} left", { time: clock(planned - gone) })}
      </span>
      <span class="bar" style={{ "--v": Math.round(share * 100) }} aria-hidden="true" />
    </span>
  );
}

/** What the browser says when there is no device or no permission, in words that help. */
function blocked(error: unknown): string {
  const name = (error as { name?: string })?.name ?? "";
  if (name === "NotFoundError")
    return t("No device was found. You can plug one in and try again, or write instead.");
  if (name === "NotReadableError")
    return t("The device is used by another program. Close it there and try again.");
  return t(
    "The browser blocks the device. Press the lock or camera sign beside the address, allow it, and try again.",
  );
}

export function useDevice(set: (on: boolean) => Promise<void>) {
  const [problem, setProblem] = useState("");
  const toggle = async (on: boolean) => {
    try {
      await set(on);
      setProblem("");
    } catch (error) {
      setProblem(blocked(error));
    }
  };
  return { problem, toggle };
}

interface ToolProps {
  icon: string;
  label: string;
  pressed?: boolean;
  /** Why it cannot be used now; "" when it can. */
  why?: string;
  kind?: string;
  onPress(): void;
}

export function Tool({ icon, label, pressed, why = "", kind = "", onPress }: ToolProps) {
  return (
    <button
      type="button"
      class={`tool ${kind}`.trim()}
      aria-pressed={pressed}
      aria-disabled={why !== ""}
      title={why || undefined}
      onClick={() => {
        if (!why) onPress();
      }}
    >
      <Icon name={icon} flip={icon === "leave"} />
      {label}
      {why ? <span class="vh">. {why}</span> : null}
    </button>
  );
}

export function useStanding() {
  const store = useStore();
  const { stage, floor, hands } = store.room.value.stage;
  const id = store.me.value.id;
  const onStage = Object.hasOwn(stage, id);
  const hasFloor = Object.hasOwn(floor, id);
  return { onStage, hasFloor, handUp: Object.hasOwn(hands, id), maySpeak: onStage || hasFloor };
}

export function SpeakingTools() {
  const store = useStore();
  store.mediaTurn.value;
  const { media } = store;
  const { maySpeak, onStage } = useStanding();
  const microphone = useDevice((on) => media.setMicrophone(on));
  const camera = useDevice((on) => media.setCamera(on));
  const screen = useDevice((on) => media.setScreen(on));
  const joined = media.connection === "connected";
  const why = !maySpeak
    ? t("The moderators give the floor. Raise your hand.")
    : joined
      ? ""
      : t("Connecting…");
  const problem = microphone.problem || camera.problem || screen.problem;
  return (
    <>
      <Tool
        icon={media.microphoneOn ? "mic" : "mic-off"}
        label={media.microphoneOn ? t("Mute") : t("Microphone")}
        pressed={media.microphoneOn}
        why={why}
        onPress={() => void microphone.toggle(!media.microphoneOn)}
      />
      <Tool
        icon={media.cameraOn ? "cam" : "cam-off"}
        label={t("Camera")}
        pressed={media.cameraOn}
        why={why}
        onPress={() => void camera.toggle(!media.cameraOn)}
      />
      {onStage ? (
        <Tool
          icon="stage"
          label={t("Share screen")}
          pressed={media.screenOn}
          kind="wide-only"
          why={why}
          onPress={() => void screen.toggle(!media.screenOn)}
        />
      ) : null}
      {problem ? (
        <p class="notice warn toolnote" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}

function Reactions() {
  const store = useStore();
  return (
    <details class="reactions">
      <summary class="tool">
        <span aria-hidden="true">👏</span>
        {t("React")}
      </summary>
      <div class="menu open" role="group" aria-label={t("Send a reaction")}>
        {REACTIONS.map((mark) => (
          <button type="button" class="btn quiet square" key={mark} onClick={() => store.react(mark)}>
            {mark}
          </button>
        ))}
      </div>
    </details>
  );
}

export function Controls(props: { onLayout(): void; onSettings(): void; onKeys(): void }) {
  const store = useStore();
  const page = usePage();
  const { handUp, maySpeak } = useStanding();
  const live = store.room.value.seminar.status === "live";
  const leave = () => {
    store.close();
    location.assign(page.home);
  };
  return (
    <footer class="room-controls">
      <div class="side">
        <AgendaNow />
      </div>
      <div class="toolbar" role="toolbar" aria-label={t("Hand, microphone, camera and more")}>
        <Tool
          icon="hand"
          label={handUp ? t("Lower hand") : t("Raise hand")}
          pressed={handUp}
          why={maySpeak ? t("You may speak already.") : live ? "" : t("The seminar is not live.")}
          onPress={() => void store.post("hand", { raised: !handUp })}
        />
        <SpeakingTools />
        <span class="sep wide-only" />
        <Reactions />
        <Tool icon="swap" label={t("Layout")} kind="wide-only" onPress={props.onLayout} />
        <Tool icon="settings" label={t("Settings")} onPress={props.onSettings} />
        <Tool icon="leave" label={t("Leave")} kind="leave" onPress={leave} />
      </div>
      <div class="side">
        <span class="nowrap">{tn("{count} present", "{count} present", store.room.value.stage.present)}</span>
        <button type="button" class="btn quiet sm wide-only" onClick={props.onKeys}>
          {t("Keyboard")} <kbd>?</kbd>
        </button>
      </div>
    </footer>
  );
}
