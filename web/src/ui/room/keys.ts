/** Single keys of the room (design/README.md). Only outside text fields, and they can be turned off (WCAG 2.1.4). */
import { useEffect, useRef } from "preact/hooks";
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

function act(key: string, store: Store, targets: KeyTargets): boolean {
  const tab = targets.tabs[Number(key) - 1];
  if (tab) {
    targets.onTab(tab);
    return true;
  }
  const { media } = store;
  const me = store.me.value.id;
  const { hands } = store.room.value.stage;
  const actions: Record<string, () => void> = {
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
  const action = actions[key];
  action?.();
  return action !== undefined;
}

export function useKeys(targets: KeyTargets): void {
  const store = useStore();
  useSingleKeys((key) => act(key, store, targets));
}

/** Single keys, small letters; `take` says whether a key was one of its own. F6 goes through the regions. */
export function useSingleKeys(take: (key: string) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "F6") {
        event.preventDefault();
        nextRegion(event.shiftKey);
      } else if (mayTake(event) && latest.current(event.key.toLowerCase())) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
