/** Single keys of the moderators (design/README.md), beside those of the room. */
import type { Store } from "../../services/store";
import { queue } from "../../state/backstage";
import { COLUMNS } from "../../state/board";
import { useStore } from "../context";
import { useSingleKeys } from "../room/keys";

const CURRENT = ".qc[tabindex='0']";

/** Whether there was a card to put the focus on. */
function focusCard(selector: string): boolean {
  const card = document.querySelector<HTMLElement>(`.board ${selector}`);
  card?.focus();
  return card !== null;
}

/** The floor goes to whose hand has been up longest. */
function nextHand(store: Store): void {
  const [first] = queue(store.room.value.stage.hands);
  if (first) void store.post("floor", { person: first[0], given: true });
}

export function useModeratorKeys(targets: { onKeys(): void; onBoard(): void }): void {
  const store = useStore();
  useSingleKeys((key) => {
    const column = COLUMNS[Number(key) - 1];
    const actions: Record<string, () => unknown> = {
      "?": targets.onKeys,
      h: () => nextHand(store),
      m: () => void store.media.setMicrophone(!store.media.microphoneOn).catch(() => {}),
      b: () => store.media.setLight(!store.media.light),
      q: () => {
        if (focusCard(CURRENT)) return;
        targets.onBoard(); // on a phone it may be another tab's turn
        requestAnimationFrame(() => focusCard(CURRENT));
      },
      l: () => document.getElementById("listen")?.click(),
      r: () => document.getElementById("read")?.click(),
      c: () => store.captions.toggle(),
      s: () => document.querySelector<HTMLElement>("#mod-stage button")?.focus(),
    };
    return column ? () => focusCard(`[data-column="${column}"]`) : actions[key];
  });
}
