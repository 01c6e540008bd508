/** That one is recorded: a mark for everybody, and a notice until one has read it. */
import { t } from "../../i18n";
import { openTake } from "../../state/recordings";
import { usePage, useStore } from "../context";
import { Icon } from "../Icon";
import { hourOf } from "../time";

export function RecordingMark() {
  const take = openTake(useStore().room.value.recordings);
  if (!take) return null;
  return (
    <span class={take.status === "broken" ? "badge warn" : "badge rec"} role="status">
      <Icon name="rec" />
      {take.status === "broken"
        ? t("Recording interrupted")
        : take.status === "waiting"
          ? t("Recording starts…")
          : t("Recording")}
    </span>
  );
}

/** For who comes late, or has come after the end: from the beginning, while it goes on here. */
export function WatchLink({ kind }: { kind: string }) {
  const { replay } = usePage();
  if (!replay || useStore().room.value.recordings.takes.length === 0) return null;
  return (
    <a class={kind} href={replay} target="_blank" rel="noopener">
      <Icon name="play" />
      {t("Watch the recording")}
    </a>
  );
}

export function RecordingNotice() {
  const store = useStore();
  const take = openTake(store.room.value.recordings);
  if (!take || store.mine.value.acknowledged) return null;
  return (
    <div class="notice live" role="status">
      <Icon name="rec" />
      <p>
        <b>{t("Recording since {time}.", { time: hourOf(take.started) })}</b>{" "}
        {t("What is said and shown can be watched later. Your questions may appear.")}
      </p>
      <button type="button" class="btn sm" onClick={() => void store.acknowledge()}>
        {t("Understood")}
      </button>
    </div>
  );
}
