/** Where one's sound and picture come from, in words: the room's seats, or the broadcast some seconds behind. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { openTake } from "../../state/recordings";
import { SPREAD } from "../../state/seating";
import { useStore } from "../context";
import { Icon } from "../Icon";

export function SeatNotice() {
  const { sources } = useStore();
  const place = sources.place.value;
  const refused = sources.refused.value;
  const free = useFreeSeat();
  const [read, setRead] = useState("");
  const kind = `${place} ${refused}`;
  if (place !== "broadcast" && place !== "waiting") return null;
  if (read === kind && !free) return null;
  const back = place === "broadcast" && (!refused || free);
  return (
    <div class="notice" role="status">
      <Icon name="info" />
      <p>{words(place, refused, free)}</p>
      {back ? (
        <button type="button" class="btn sm" onClick={() => sources.ask()}>
          {refused ? t("Take the seat") : t("Back to the room")}
        </button>
      ) : (
        <button type="button" class="btn quiet sm" onClick={() => setRead(kind)}>
          {t("Understood")}
        </button>
      )}
    </div>
  );
}

function words(place: string, refused: boolean, free: boolean): string {
  if (place === "waiting")
    return t(
      "All seats are taken, and nothing is being recorded. Slides, captions and questions go on here; sound and picture come with a recording or a free seat.",
    );
  if (refused && free) return t("A seat is free: there, sound and picture come at once.");
  return refused
    ? t("All seats are taken. You watch a few seconds behind; ask, vote and raise your hand as always.")
    : t("You watch a few seconds behind. Ask, vote and raise your hand as always.");
}

/** Whether a seat is free; told to each at a moment of their own, so that not all come for it at once. */
function useFreeSeat(): boolean {
  const store = useStore();
  const { full } = store.room.value.stage;
  const [free, setFree] = useState(false);
  useEffect(() => {
    setFree(false);
    if (full) return;
    const timer = setTimeout(() => setFree(true), Math.random() * SPREAD);
    return () => clearTimeout(timer);
  }, [full]);
  return free;
}

/** Whether this person may choose: who works here stays in the room, and there must be something to watch. */
export function useMayWatch(): boolean {
  const store = useStore();
  const recorded = openTake(store.room.value.recordings) !== undefined;
  return !store.me.value.staff && (recorded || store.sources.wishes.value);
}

export function WatchSwitch() {
  const { sources } = useStore();
  const may = useMayWatch();
  const wishes = sources.wishes.value;
  if (!may) return null;
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={wishes}
      onClick={() => sources.wish(!wishes)}
    >
      {t("Watch a few seconds behind, steadier")}
    </button>
  );
}
