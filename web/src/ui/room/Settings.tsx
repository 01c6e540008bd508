/** Which devices, how captions stand, how much of the line is used. */
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { LINES, SIZES } from "../../services/captioning";
import { canEncodeH264, setHeadset, usesHeadset } from "../../services/sound";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import { keysAreOff, turnKeys } from "./keys";
import { WatchSwitch } from "./Seating";
import { useStanding } from "./Tools";

export function useDevices(): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const media = navigator.mediaDevices;
    if (!media) return;
    const read = () => media.enumerateDevices().then(setDevices, () => setDevices([]));
    void read();
    media.addEventListener("devicechange", read);
    return () => media.removeEventListener("devicechange", read);
  }, []);
  return devices;
}

function DeviceChoice(props: { kind: MediaDeviceKind; label: string; devices: readonly MediaDeviceInfo[] }) {
  const store = useStore();
  const own = props.devices.filter((device) => device.kind === props.kind && device.label);
  if (own.length === 0) return null;
  const id = `device-${props.kind}`;
  const used = store.media.device(props.kind);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        class="input"
        id={id}
        onChange={(event) =>
          void store.media.useDevice(props.kind, event.currentTarget.value).catch(() => {})
        }
      >
        {own.map((device) => (
          <option key={device.deviceId} value={device.deviceId} selected={device.deviceId === used}>
            {device.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Says by which way sound and picture come: TCP where the network blocks UDP. */
function Transport() {
  const store = useStore();
  const [way, setWay] = useState<string | undefined>(undefined);
  useEffect(() => {
    store.media.transport().then(setWay, () => setWay(undefined));
  }, [store]);
  return way ? <p class="meta">{t("Sound and picture come by {way}.", { way })}</p> : null;
}

/** The recorder passes H.264 on; of anything else a program must make H.264 first. */
function Codec() {
  const { maySpeak } = useStanding();
  if (!maySpeak || canEncodeH264()) return null;
  return <p class="meta">{t("Your browser sends VP8: recording your camera costs the server more.")}</p>;
}

/** With the loudspeaker on the ears nothing comes back: the microphone is then left as it is. */
function Headset() {
  const store = useStore();
  const [on, setOn] = useState(usesHeadset());
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      onClick={() => {
        setHeadset(!on);
        setOn(!on);
        void store.media.retakeMicrophone().catch(() => {});
      }}
    >
      {t("I use a headset: better sound, no echo cancellation")}
    </button>
  );
}

/** How large captions are, how many of them stand, and whether a screen reader is told them. */
function CaptionWishes() {
  const { captions } = useStore();
  const { size, lines, spoken } = captions.wishes.value;
  return (
    <>
      <div class="row">
        <Choice
          label={t("Size of captions")}
          value={size}
          options={SIZES.map((each) => [each, `${each}×`])}
          onChoose={(chosen) => captions.wish({ size: chosen })}
        />
        <Choice
          label={t("Captions at a time")}
          value={lines}
          options={LINES.map((each) => [each, `${each}`])}
          onChoose={(chosen) => captions.wish({ lines: chosen })}
        />
      </div>
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked={spoken}
        onClick={() => captions.wish({ spoken: !spoken })}
      >
        {t("Tell captions to a screen reader or braille line")}
      </button>
    </>
  );
}

function Choice(props: {
  label: string;
  value: number;
  options: readonly (readonly [number, string])[];
  onChoose(value: number): void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select class="input" id={id} onChange={(event) => props.onChoose(Number(event.currentTarget.value))}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Settings({ onClose }: { onClose(): void }) {
  const store = useStore();
  const devices = useDevices();
  const [keys, setKeys] = useState(!keysAreOff());
  store.mediaTurn.value;
  return (
    <Dialog title={t("Settings")} onClose={onClose}>
      <div class="stack">
        <DeviceChoice kind="audioinput" label={t("Microphone")} devices={devices} />
        <DeviceChoice kind="videoinput" label={t("Camera")} devices={devices} />
        <Codec />
        <DeviceChoice kind="audiooutput" label={t("Speaker")} devices={devices} />
        <Headset />
        <Transport />
        <button
          type="button"
          class="switch"
          role="switch"
          aria-checked={store.media.light}
          onClick={() => store.media.setLight(!store.media.light)}
        >
          {t("Low bandwidth: sound and slides, no video")}
        </button>
        <WatchSwitch />
        <CaptionWishes />
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
          {t("Single keys, like H for raising a hand")}
        </button>
      </div>
    </Dialog>
  );
}
