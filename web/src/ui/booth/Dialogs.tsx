/** Which devices, and the list of keys. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { chosen } from "../../services/booth";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import { KeyList } from "../room/Keys";
import { keysAreOff, turnKeys } from "../room/keys";
import { useDevices } from "../room/Settings";
import { useDesk } from "./context";

export function BoothSettings({ onClose }: { onClose(): void }) {
  const desk = useDesk();
  const store = useStore();
  const [keys, setKeys] = useState(!keysAreOff());
  const { headset } = desk.sound.settings.value;
  return (
    <Dialog title={t("Settings")} onClose={onClose}>
      <div class="stack">
        <Device
          kind="audioinput"
          label={t("Microphone")}
          value={chosen("microphone")}
          onChoose={(id) => desk.retake("microphone", id)}
        />
        {desk.device === "camera" ? (
          <Device
            kind="videoinput"
            label={t("Camera")}
            value={chosen("camera")}
            onChoose={(id) => desk.retake("camera", id)}
          />
        ) : null}
        <Device
          kind="audiooutput"
          label={t("Headphones")}
          value={store.media.device("audiooutput") ?? ""}
          onChoose={(id) => store.media.useDevice("audiooutput", id)}
        />
        <button
          type="button"
          class="switch"
          role="switch"
          aria-checked={headset}
          onClick={() => {
            desk.sound.set({ headset: !headset });
            void desk.retake("microphone");
          }}
        >
          {t("I use a headset: my voice is sent as it is, without echo cancellation")}
        </button>
        <button
          type="button"
          class="switch"
          role="switch"
          aria-checked={keys}
          onClick={() => {
            turnKeys(!keys);
            setKeys(!keys);
          }}
        >
          {t("Single keys, like M for mute")}
        </button>
      </div>
    </Dialog>
  );
}

function Device(props: {
  kind: MediaDeviceKind;
  label: string;
  value: string;
  onChoose(id: string): Promise<unknown>;
}) {
  const found = useDevices().filter((device) => device.kind === props.kind && device.label);
  if (found.length === 0) return null;
  const id = `booth-${props.kind}`;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        class="input"
        id={id}
        onChange={(event) => void props.onChoose(event.currentTarget.value).catch(() => {})}
      >
        {found.map((device) => (
          <option key={device.deviceId} value={device.deviceId} selected={device.deviceId === props.value}>
            {device.label}
          </option>
        ))}
      </select>
    </div>
  );
}

export function BoothKeys({ onClose }: { onClose(): void }) {
  const signs = useDesk().device === "camera";
  const list: [string, string][] = [
    [t("Space"), signs ? t("Camera on or off") : t("Microphone on or off")],
    ["C", signs ? t("Cover: unseen while you hold it") : t("Cough: silent while you hold it")],
    ["M", signs ? t("Pause: the camera rests") : t("Mute: listeners hear the floor")],
    ["H", t("Hand over, or accept the handover")],
    ["Esc", t("Decline or cancel the handover")],
    ["A", t("Say that you are ready to take over")],
    ["E", t("Five minutes more")],
    ["O", t("Speak into the other language")],
    ["F", t("Speak into the floor")],
    ["1 – 9", t("What you hear: floor, relay, partner")],
    ["S", t("Ask the speaker to slow down")],
    ["L", t("Ask for the slide")],
    ["← →", t("Read ahead in the slides")],
    ["/", t("Search the glossary")],
    ["F6", t("Next region of the page")],
    ["?", t("This list")],
  ];
  return <KeyList list={list} onClose={onClose} />;
}
