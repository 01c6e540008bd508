/** Single keys of the replay, as in other players. Only outside text fields, and they can be turned off. */
import type { RefObject } from "preact";
import { t } from "../../i18n";
import { SPEEDS } from "../../services/player";
import type { Replay } from "../../services/replay";
import { KeyList } from "../room/Keys";
import { useSingleKeys } from "../room/keys";
import { SKIP, whole } from "./Controls";
import { toggle } from "./Screen";

const ARROW = 5000; // milliseconds
const PRESSED_BY_SPACE = "button, a, summary, [role='switch']";

/** The next slower or faster speed. */
export function speedAfter(rate: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((speed) => speed >= rate);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + step))] ?? 1;
}

export function useReplayKeys(
  replay: Replay,
  frame: RefObject<HTMLElement | null>,
  onKeys: () => void,
): void {
  useSingleKeys((key) => {
    const { player, store } = replay;
    if (key === " " && document.activeElement?.matches(PRESSED_BY_SPACE)) return undefined;
    const forward = document.documentElement.dir === "rtl" ? -ARROW : ARROW;
    const speed = (step: 1 | -1) => replay.setRate(speedAfter(player.rate.value, step));
    const actions: Record<string, () => void> = {
      " ": () => toggle(replay),
      k: () => toggle(replay),
      j: () => replay.skip(-SKIP),
      l: () => replay.skip(SKIP),
      arrowright: () => replay.skip(forward),
      arrowleft: () => replay.skip(-forward),
      home: () => replay.seekTo(0),
      end: () => replay.seekTo(replay.length.value),
      ",": () => speed(-1),
      ".": () => speed(1),
      m: () => player.setMuted(!player.muted.value),
      c: () => store.captions.toggle(),
      f: () => void whole(frame.current),
      "?": onKeys,
    };
    return Object.hasOwn(actions, key) ? actions[key] : undefined;
  });
}

export function ReplayKeys({ onClose }: { onClose(): void }) {
  const list: [string, string][] = [
    [t("Space"), `${t("Play")} / ${t("Pause")}`],
    ["← →", t("5 seconds back or forward")],
    ["J", t("Back 10 seconds")],
    ["L", t("Forward 10 seconds")],
    [", .", t("Speed")],
    ["M", t("Sound")],
    ["C", t("Captions on or off")],
    ["F", t("Full screen")],
    ["?", t("This list")],
  ];
  return <KeyList list={list} onClose={onClose} />;
}
