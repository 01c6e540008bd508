/** What the bottom bars of the room and of the moderators share: a tool, and those for speaking. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { useStore } from "../context";
import { Icon } from "../Icon";

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
