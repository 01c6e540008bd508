/** What the page says about itself: where it stands with the line, the floor and the browser's permissions. */
import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import { isOnFloor, slowdownsWithin } from "../../state/listening";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { RefusalNotice } from "../RefusalNotice";
import { clock, useNow } from "../time";
import { RecordingNotice } from "./Recording";
import { SeatNotice, useMayWatch } from "./Seating";

const SHOW_AFTER = 2000; // a shorter loss is nobody's business

export function LineNotice() {
  const store = useStore();
  const line = store.line.value;
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (line === "live") {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), SHOW_AFTER);
    return () => clearTimeout(timer);
  }, [line]);
  const refusal = store.refusal.value;
  if (store.media.connection === "removed") return null;
  if (refusal) return <NoMember message={refusal.message} />;
  if (line === "live" || !late) return null;
  if (line === "lost") {
    return (
      <div class="notice warn" role="alert">
        <Icon name="warn" />
        <p>
          {t(
            "The line has been down for a while. We keep trying; your hand, your votes and your drafts are kept.",
          )}
        </p>
      </div>
    );
  }
  return (
    <div class="notice" role="status">
      <Icon name="info" />
      <p>{t("Reconnecting. Nothing is lost: what happens meanwhile comes afterwards.")}</p>
    </div>
  );
}

function NoMember({ message }: { message: string }) {
  return (
    <div class="notice warn" role="alert">
      <Icon name="warn" />
      <p>{message}</p>
      <button type="button" class="btn sm" onClick={() => location.reload()}>
        {t("Try again")}
      </button>
    </div>
  );
}

/** Before the start and after the end one may stay; the page says what one waits for. */
export function SeminarNotice() {
  const status = useStore().room.value.seminar.status;
  if (status === "live") return null;
  return (
    <div class="notice" role="status">
      <Icon name="info" />
      <p>
        {status === "ended"
          ? t("The seminar has ended. Questions and slides stay here to be read.")
          : t("The seminar has not started. This page opens it by itself.")}
      </p>
    </div>
  );
}

export function MediaNotice() {
  const store = useStore();
  store.mediaTurn.value;
  const { connection } = store.media;
  if (connection === "elsewhere") {
    return (
      <div class="notice" role="status">
        <Icon name="info" />
        <p>{t("The sound plays in another window of yours.")}</p>
        <button type="button" class="btn sm" onClick={() => void store.media.start()}>
          {t("Use it here")}
        </button>
      </div>
    );
  }
  if (connection === "removed") {
    return (
      <div class="notice warn" role="alert">
        <Icon name="warn" />
        <p>{t("A moderator has removed you from this room.")}</p>
      </div>
    );
  }
  if (store.media.silent && connection === "connected") {
    return (
      <div class="notice" role="status">
        <Icon name="volume" />
        <p>{t("Your browser waits for a click before it plays sound.")}</p>
        <button type="button" class="btn sm" onClick={() => void store.media.playSound()}>
          {t("Play sound")}
        </button>
      </div>
    );
  }
  return null;
}

const WEAK_KBIT = 60;
const WEAK_FOR = 10_000;

/** After ten weak seconds the light mode is offered; it is never switched by itself. */
export function WeakLineNotice() {
  const store = useStore();
  const now = useNow();
  const [since, setSince] = useState(0);
  const [declined, setDeclined] = useState(false);
  const { media, sources } = store;
  const mayWatch = useMayWatch();
  const picture = media.peers().some((peer) => !peer.local && peer.camera);
  const weak =
    media.connection === "connected" &&
    !media.light &&
    !document.hidden && // a picture nobody looks at is not sent
    picture &&
    (media.quality === "poor" || (media.kilobits > 0 && media.kilobits < WEAK_KBIT));
  useEffect(() => setSince(weak ? Date.now() : 0), [weak]);
  if (!weak || declined || since === 0 || now - since < WEAK_FOR) return null;
  return (
    <div class="notice warn" role="status">
      <Icon name="warn" />
      <p>{t("Your line is weak. Without video, sound and slides go on.")}</p>
      <button type="button" class="btn sm" onClick={() => media.setLight(true)}>
        {t("Pause video")}
      </button>
      {mayWatch ? (
        <button type="button" class="btn sm" onClick={() => sources.wish(true)}>
          {t("Watch a few seconds behind, steadier")}
        </button>
      ) : null}
      <button type="button" class="btn quiet sm" onClick={() => setDeclined(true)}>
        {t("Keep it")}
      </button>
    </div>
  );
}

export function FloorNotice() {
  const store = useStore();
  const now = useNow(store.offset);
  const since = store.room.value.stage.floor[store.me.value.id];
  if (!since) return null;
  return (
    <div class="notice accent" role="status">
      <Icon name="mic" />
      <p>
        <b>{t("You have the floor")}</b> <span class="num">{clock(now - since)}</span>
      </p>
      <button type="button" class="btn sm" onClick={() => void store.post("floor/return")}>
        {t("Give it back")}
      </button>
    </div>
  );
}

/** Who speaks is asked by the booths to slow down: ten seconds long, by nobody in particular, without a sound. */
export function SlowdownNotice() {
  const store = useStore();
  const now = useNow(store.offset);
  const { interpretation, stage } = store.room.value;
  const speaks = isOnFloor(stage, store.me.value.id);
  const booths = speaks ? slowdownsWithin(interpretation, now) : 0;
  if (!booths) return null;
  return (
    <div class="notice warn slowdown" role="status">
      <Icon name="slow" />
      <p>
        <b>{t("Please speak more slowly")}</b>{" "}
        {tn("{count} booth cannot keep up.", "{count} booths cannot keep up.", booths)}
      </p>
    </div>
  );
}

export function Notices() {
  return (
    <div class="notices">
      <SeminarNotice />
      <RecordingNotice />
      <LineNotice />
      <MediaNotice />
      <SeatNotice />
      <WeakLineNotice />
      <FloorNotice />
      <SlowdownNotice />
      <RefusalNotice />
    </div>
  );
}
