/** The moderators' top bar: what is on, and how the machines are. */
import { useEffect, useState } from "preact/hooks";
import { t, tn, tp } from "../../i18n";
import { type Health, UNKNOWN_HEALTH, watchHealth } from "../../services/health";
import { usePage, useStore } from "../context";
import { Brand, Live } from "../room/Bar";
import { Act } from "./parts";
import { Record } from "./Record";

export function Head() {
  const store = useStore();
  const page = usePage();
  const waiting = store.room.value.seminar.status === "published";
  return (
    <header class="room-bar">
      <Brand home={page.home} />
      <h1 title={page.title} dir="auto">
        {page.title}
      </h1>
      <div class="facts">
        <Live />
        {waiting ? (
          <Act label={tp("verb", "Start")} kind="primary" onPress={() => store.post("start")} />
        ) : null}
        <Record />
      </div>
      <div class="facts end">
        <Parts />
        <b class="nowrap">{tn("{count} present", "{count} present", store.room.value.stage.present)}</b>
      </div>
    </header>
  );
}

type Well = "on" | "wait" | "live" | "off";

function useHealth(): Health {
  const [health, setHealth] = useState(UNKNOWN_HEALTH);
  useEffect(() => watchHealth(setHealth), []);
  return health;
}

/** What one's own connections say counts first: they are what one sees the room by. */
function Parts() {
  const store = useStore();
  const health = useHealth();
  store.mediaTurn.value;
  const { connection } = store.media;
  const line = store.line.value;
  const failing = (name: string) => health.failing.includes(name);
  const media: Well = failing("sfu") ? "live" : (MEDIA[connection] ?? "wait");
  const stream: Well = failing("live") || line === "lost" ? "live" : line === "live" ? "on" : "wait";
  const rest: Well = !health.known ? "off" : failing("tasks") || failing("database") ? "live" : "on";
  return (
    <div class="health" role="group" aria-label={t("How the parts are")}>
      <Part name={t("Media server")} well={media} />
      <Part name={t("Live stream")} well={stream} />
      <Part name={t("Background jobs")} well={rest} />
    </div>
  );
}

const MEDIA: Record<string, Well> = { connected: "on", removed: "off", elsewhere: "off", off: "off" };

function Part({ name, well }: { name: string; well: Well }) {
  const words: Record<Well, string> = {
    on: t("runs"),
    wait: t("reconnecting"),
    live: t("fails"),
    off: t("not connected"),
  };
  return (
    <span class={`dot ${well} nowrap`}>
      <span class="clip">{name}</span>
      {well === "on" ? <span class="vh">: {words.on}</span> : <b>: {words[well]}</b>}
    </span>
  );
}
