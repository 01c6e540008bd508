/** Listen and Read, side by side under the slide: the room's most used controls, each a chunk of its own. */
import type { Store } from "../../services/store";
import { areMade } from "../../state/captioning";
import { hasChannels } from "../../state/listening";
import { useStore } from "../context";
import { ownPart } from "../lazy";

const Listen = ownPart<object>(() => import("./Listen").then((module) => module.Listen));
export const Read = ownPart<object>(() => import("./reading").then((module) => module.Read));
export const Captions = ownPart<object>(() => import("./reading").then((module) => module.Captions));

/** The control for listening; nothing until the seminar has channels and the script for them is here. */
export function ListenControl() {
  const store = useStore();
  const ready = store.listening.value !== undefined && hasChannels(store.room.value.interpretation);
  return ready ? <Listen /> : null;
}

/** Whether there is a bar of captions now: they are wanted, and this seminar has some. */
export function haveCaptions(store: Store): boolean {
  const { wishes, interim } = store.captions;
  return wishes.value.shown && (areMade(store.room.value.captions) || interim.value !== undefined);
}

export function LangPair() {
  const alone = !haveCaptions(useStore());
  return (
    <>
      <div class={alone ? "langpair alone" : "langpair"}>
        <ListenControl />
        <Read />
      </div>
      <Captions />
    </>
  );
}
