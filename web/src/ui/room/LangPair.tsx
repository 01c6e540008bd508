/** Listen and Read, side by side under the slide: the room's most used controls, each a chunk of its own. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Store } from "../../services/store";
import { areMade } from "../../state/captioning";
import { hasChannels } from "../../state/listening";
import { useStore } from "../context";

/** The control for listening; nothing until the seminar has channels and the script for them is here. */
export function ListenControl() {
  const store = useStore();
  const ready = store.listening.value !== undefined && hasChannels(store.room.value.interpretation);
  const [Listen, setListen] = useState<ComponentType | undefined>(undefined);
  useEffect(() => {
    if (ready && !Listen) void import("./Listen").then((module) => setListen(() => module.Listen));
  }, [ready, Listen]);
  return ready && Listen ? <Listen /> : null;
}

interface Reading {
  readonly Read: ComponentType;
  readonly Captions: ComponentType;
}

/** Reading's own chunk: its menu and the captions; undefined until it is here. */
export function useReading(): Reading | undefined {
  const [found, setFound] = useState<Reading | undefined>(undefined);
  useEffect(() => void import("./reading").then((module) => setFound(module)), []);
  return found;
}

/** Whether there is a bar of captions now: they are wanted, and this seminar has some. */
export function haveCaptions(store: Store): boolean {
  const { wishes, interim } = store.captions;
  return wishes.value.shown && (areMade(store.room.value.captions) || interim.value !== undefined);
}

export function LangPair({ reading }: { reading: Reading | undefined }) {
  const alone = !haveCaptions(useStore());
  const { Read, Captions } = reading ?? {};
  return (
    <>
      <div class={alone ? "langpair alone" : "langpair"}>
        <ListenControl />
        {Read ? <Read /> : null}
      </div>
      {Captions ? <Captions /> : null}
    </>
  );
}
