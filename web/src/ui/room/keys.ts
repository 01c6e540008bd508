/** Single keys of the room (design/README.md). Only outside text fields, and they can be turned off (WCAG 2.1.4). */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Store } from "../../services/store";
import { useStore } from "../context";

const OFF = "consilium.keys-off";

export function keysAreOff(): boolean {
  return localStorage.getItem(OFF) === "1";
}

export function turnKeys(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

const MARKS: Readonly<Record<string, string>> = { Comma: ",", Period: "." };

/** What a key is on a Latin keyboard: our readers write in other scripts too. */
export function letterOf(event: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string {
  const { key, code } = event;
  if (key.length > 1 || key.charCodeAt(0) < 128) return key.toLowerCase();
  if (/\p{Nd}/u.test(key)) return code.slice(-1);
  if (code === "Slash") return event.shiftKey ? "?" : "/";
  return code.startsWith("Key") ? code.slice(3).toLowerCase() : (MARKS[code] ?? key.toLowerCase());
}

type Action = () => unknown;

export interface KeyTargets {
  readonly tabs: readonly string[];
  onTab(tab: string): void;
  onKeys(): void;
}

const REGIONS = "header.room-bar, main .stage, main .panel, footer.room-controls";

/** F6 goes to the next region of the page, Shift+F6 to the one before. */
export function nextRegion(backwards: boolean, among = REGIONS): void {
  const check = document.querySelector<HTMLElement>(".presence-check button"); // it has little time
  if (check && document.activeElement !== check) {
    check.focus();
    return;
  }
  const regions = [...document.querySelectorAll<HTMLElement>(among)];
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const region = regions[(at + (backwards ? regions.length - 1 : 1)) % regions.length];
  region
    ?.querySelector<HTMLElement>("a[href], button:not([disabled]), [tabindex='0'], textarea, input")
    ?.focus();
}

function mayTake(event: KeyboardEvent): boolean {
  const field = (event.target as HTMLElement).closest("input, textarea, select, [contenteditable], dialog");
  return !(field || event.ctrlKey || event.metaKey || event.altKey || keysAreOff());
}

function actionOf(key: string, store: Store, targets: KeyTargets): Action | undefined {
  const tab = targets.tabs[Number(key) - 1];
  if (tab) return () => targets.onTab(tab);
  const { media } = store;
  const me = store.me.value.id;
  const { hands } = store.room.value.stage;
  const actions: Record<string, Action> = {
    "?": targets.onKeys,
    h: () => void store.raise(!Object.hasOwn(hands, me)),
    // who may not speak is not asked for a microphone
    m: () => void (media.mayPublish && media.setMicrophone(!media.microphoneOn).catch(() => {})),
    b: () => media.setLight(!media.light),
    l: () => document.getElementById("listen")?.click(),
    r: () => document.getElementById("read")?.click(),
    c: () => store.captions.toggle(),
    q: () => {
      targets.onTab("questions");
      requestAnimationFrame(() => document.getElementById("ask")?.focus());
    },
  };
  return actions[key];
}

export function useKeys(targets: KeyTargets): void {
  const store = useStore();
  useSingleKeys((key) => actionOf(key, store, targets));
}

/**
 * Single keys, small letters; `find` says what a key does. F6 goes through the regions. A key that is held does it
 * once, for floors and hands are given by it; an arrow goes on.
 */
export function useSingleKeys(find: (key: string) => Action | undefined): void {
  const latest = useRef(find);
  latest.current = find;
  // at once, not after the next picture: who presses as soon as the page stands is heard
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "F6") {
        event.preventDefault();
        nextRegion(event.shiftKey);
        return;
      }
      if (!mayTake(event)) return;
      const key = letterOf(event);
      const action = latest.current(key);
      if (!action) return;
      event.preventDefault();
      if (!event.repeat || key.startsWith("arrow")) action();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
