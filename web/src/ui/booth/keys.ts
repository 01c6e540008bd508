/** The booth's keys (design/README.md). They work wherever the focus is, but in text fields; and can be turned off. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../../services/booth";
import { keysAreOff, letterOf, nextRegion } from "../room/keys";

const REGIONS = "header.room-bar, main .console, main .panel, main .view, main .captions";
const WRITES = "input:not([type=radio], [type=range]), textarea, select, [contenteditable], dialog";
const PRESSES = "button, a[href], summary, [role=button], input";

export interface Targets {
  onKeys(): void;
}

/** Space presses what has the focus; but in the console, and where nothing has it, it is the microphone's. */
export function isSpaceOfMicrophone(target: Element): boolean {
  return target.closest("#console") !== null || target.closest(PRESSES) === null;
}

/** A button that is held takes Enter; Space too where it is not the microphone's. */
export function holdsButton(key: string, single: boolean): boolean {
  return key === "Enter" || (key === " " && !single);
}

function actions(desk: Desk, targets: Targets): Readonly<Record<string, () => unknown>> {
  return {
    " ": () => desk.toggle(),
    m: () => desk.toggleMute(),
    s: () => desk.slowDown(),
    l: () => desk.askForSlide(),
    h: () => desk.handover(),
    escape: () => desk.cancelHandover(),
    o: () => desk.swapLanguage(),
    f: () => desk.toggleFloor(),
    a: () => desk.toggleReady(),
    e: () => desk.extend(),
    "/": () => document.getElementById("glossary-search")?.focus(),
    "?": targets.onKeys,
  };
}

function pressed(event: KeyboardEvent, desk: Desk, targets: Targets): boolean {
  // a Cyrillic keyboard writes "." where others have the slash
  const letter = event.code === "Slash" && event.key === "." ? "/" : letterOf(event);
  const target = event.target as Element;
  if (letter === " " && !isSpaceOfMicrophone(target)) return false;
  if (letter === "c") {
    if (!event.repeat) desk.cough(true, "letter");
    return true;
  }
  const source = desk.sound.sources()[Number(letter) - 1];
  const action = source ? () => desk.sound.choose(source.id) : actions(desk, targets)[letter];
  if (action && !event.repeat) action();
  return action !== undefined;
}

function mayTake(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return false;
  return !(event.target as Element).closest(WRITES);
}

export function useBoothKeys(desk: Desk, targets: Targets): void {
  const latest = useRef(targets);
  latest.current = targets;
  // at once, not after the next picture: who presses as soon as the console is there is heard
  useLayoutEffect(() => {
    const onDown = (event: KeyboardEvent) => {
      if (event.key === "F6") {
        event.preventDefault();
        nextRegion(event.shiftKey, REGIONS);
      } else if (event.key === "Escape" && (event.target as Element).closest("input")) {
        (event.target as HTMLElement).blur(); // out of the field, back to the keys
      } else if (mayTake(event) && pressed(event, desk, latest.current)) event.preventDefault();
    };
    const onUp = (event: KeyboardEvent) => {
      if (letterOf(event) === "c") desk.cough(false, "letter");
      // a button is pressed when the key comes up
      if (event.key === " " && mayTake(event) && isSpaceOfMicrophone(event.target as Element))
        event.preventDefault();
    };
    const onAway = () => desk.endCough(); // the key comes up somewhere else
    document.addEventListener("keydown", onDown);
    document.addEventListener("keyup", onUp);
    window.addEventListener("blur", onAway);
    return () => {
      document.removeEventListener("keydown", onDown);
      document.removeEventListener("keyup", onUp);
      window.removeEventListener("blur", onAway);
    };
  }, [desk]);
}
