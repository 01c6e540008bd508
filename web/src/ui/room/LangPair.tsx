/** Listen and Read, side by side under the slide: the room's most used controls, each a chunk of its own. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { hasChannels } from "../../state/listening";
import { useStore } from "../context";

/** Whether there is something to choose. */
export function useLangPair(): boolean {
  return hasChannels(useStore().room.value.interpretation);
}

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

export function LangPair() {
  if (!useLangPair()) return null;
  return (
    <div class="langpair">
      <ListenControl />
    </div>
  );
}
