/** Starts and stops the recording. What is stopped is asked about first: a gap cannot be filled later. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { openTake } from "../../state/recordings";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { clock, useNow } from "../time";
import { StopRecording } from "./dialogs";
import { Act } from "./parts";

export function Record() {
  const store = useStore();
  const now = useNow(store.offset);
  const [asking, setAsking] = useState(false);
  const { recordings, seminar } = store.room.value;
  const take = openTake(recordings);
  if (seminar.status !== "live") return null;
  if (!take) return <Act label={t("Record")} icon="rec" onPress={() => store.make("recordings", {})} />;
  const words = {
    waiting: t("Recording starts…"),
    broken: t("Recording interrupted"),
    on: t("Recording {time}", { time: clock(now - take.started) }),
  };
  return (
    <>
      <button type="button" class="btn sm" onClick={() => setAsking(true)}>
        <Icon name={take.status === "broken" ? "warn" : "rec"} />
        <span class="num">{words[take.status as keyof typeof words] ?? words.on}</span>
        <span class="vh">, {t("stop")}</span>
      </button>
      {asking ? <StopRecording take={take.id} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
