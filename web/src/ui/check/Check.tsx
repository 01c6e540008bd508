/** Before one joins: hear, speak, be seen, and what the line carries. Entering is always possible. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { measureLine, playTone, stopStream, watchLevel } from "../../services/devices";
import { openTake } from "../../state/recordings";
import { usePage, useStore } from "../context";
import { Icon } from "../Icon";
import { Brand } from "../room/Bar";

type Tried = "idle" | "trying" | "ok" | "failed";

function useCamera(wanted: boolean) {
  const video = useRef<HTMLVideoElement>(null);
  const [level, setLevel] = useState(0);
  const [state, setState] = useState<Tried>("idle");
  useEffect(() => {
    if (!wanted) return;
    let stream: MediaStream | undefined;
    let quiet = () => {};
    let gone = false;
    setState("trying");
    openDevices()
      .then((found) => {
        stream = found;
        if (gone) return stopStream(found);
        if (video.current) video.current.srcObject = found;
        if (found.getAudioTracks().length > 0) quiet = watchLevel(found, setLevel);
        setState("ok");
      })
      .catch(() => setState("failed"));
    return () => {
      gone = true;
      quiet();
      stopStream(stream);
    };
  }, [wanted]);
  return { video, level, state };
}

/** Camera and microphone; the microphone alone where there is no camera. */
async function openDevices(): Promise<MediaStream> {
  const media = navigator.mediaDevices;
  if (!media) throw new Error("no devices");
  try {
    return await media.getUserMedia({ video: true, audio: true });
  } catch {
    return media.getUserMedia({ audio: true });
  }
}

function Devices() {
  const [wanted, setWanted] = useState(false);
  const { video, level, state } = useCamera(wanted);
  return (
    <section class="card stack" aria-labelledby="check-devices">
      <h2 id="check-devices">{t("Camera and microphone")}</h2>
      <p class="meta">{t("Needed only if you speak. You can join without them.")}</p>
      {state === "ok" || state === "trying" ? (
        <>
          <video
            ref={video}
            class="preview mirrored"
            playsInline
            muted
            autoPlay
            aria-label={t("Your camera")}
          />
          <meter class="level" min={0} max={1} value={level} aria-label={t("Microphone level")} />
        </>
      ) : null}
      {state === "failed" ? (
        <p class="notice warn" role="alert">
          <Icon name="warn" />
          {t(
            "The browser gives no camera or microphone. Press the lock or camera sign beside the address and allow them, or join without.",
          )}
        </p>
      ) : null}
      <button
        type="button"
        class="btn"
        disabled={state === "trying"}
        onClick={() => setWanted(state !== "failed" ? !wanted : true)}
      >
        {wanted && state !== "failed" ? t("Switch off") : t("Try camera and microphone")}
      </button>
    </section>
  );
}

function Speaker() {
  const [state, setState] = useState<Tried>("idle");
  const play = async () => {
    setState("trying");
    await playTone().then(
      () => setState("ok"),
      () => setState("failed"),
    );
  };
  return (
    <section class="card stack" aria-labelledby="check-sound">
      <h2 id="check-sound">{t("Sound")}</h2>
      <p class="meta" role="status">
        {state === "ok"
          ? t("You should have heard two tones.")
          : t("Two short tones, to hear whether the volume is right.")}
      </p>
      <button type="button" class="btn" disabled={state === "trying"} onClick={() => void play()}>
        <Icon name="volume" />
        {t("Play two tones")}
      </button>
    </section>
  );
}

/** What a line of so many kbit/s is good for. */
function verdict(kilobits: number): string {
  if (kilobits >= 600) return t("Good for video, sound and slides.");
  if (kilobits >= 60) return t("Good for sound and slides. Low bandwidth is a good choice.");
  return t("Very weak. Choose low bandwidth; slides will come slowly.");
}

function Line({ url }: { url: string }) {
  const [kilobits, setKilobits] = useState(0);
  const [state, setState] = useState<Tried>("idle");
  const measure = async () => {
    setState("trying");
    try {
      setKilobits(await measureLine(url));
      setState("ok");
    } catch {
      setState("failed");
    }
  };
  useEffect(() => {
    void measure();
  }, []);
  return (
    <section class="card stack" aria-labelledby="check-line">
      <h2 id="check-line">{t("Line")}</h2>
      <p role="status">
        {state === "trying" ? t("Measuring…") : null}
        {state === "failed" ? t("The server could not be reached.") : null}
        {state === "ok" ? (
          <>
            <b class="num ltr">{kilobits} kbit/s</b> {verdict(kilobits)}
          </>
        ) : null}
      </p>
      <button type="button" class="btn" disabled={state === "trying"} onClick={() => void measure()}>
        {t("Measure again")}
      </button>
    </section>
  );
}

export function Check({ onEnter }: { onEnter(): void }) {
  const page = usePage();
  const store = useStore();
  const [light, setLight] = useState(store.media.light);
  useEffect(() => {
    void store.media.prepare();
  }, [store]);
  const recorded = openTake(store.room.value.recordings) !== undefined && !store.mine.value.acknowledged;
  const enter = () => {
    store.media.light = light;
    if (recorded) void store.acknowledge();
    onEnter();
  };
  return (
    <div class="checkpage">
      <header class="room-bar">
        <Brand home={page.home} />
        <h1 title={page.title}>{page.title}</h1>
      </header>
      <main class="check-grid" id="main">
        <Speaker />
        <Line url={`${page.home}/line-test`} />
        <Devices />
        <section class="card stack enter" aria-labelledby="check-enter">
          <h2 id="check-enter">{t("Enter")}</h2>
          <button
            type="button"
            class="switch"
            role="switch"
            aria-checked={light}
            onClick={() => setLight(!light)}
          >
            {t("Low bandwidth: sound and slides, no video")}
          </button>
          {recorded ? (
            <p class="notice live">
              <Icon name="rec" />
              {t("This seminar is recorded: what is said and shown can be watched later.")}
            </p>
          ) : null}
          <button type="button" class="btn primary lg" onClick={enter}>
            {t("Enter the room")}
          </button>
        </section>
      </main>
    </div>
  );
}
