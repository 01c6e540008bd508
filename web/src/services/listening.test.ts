import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Channel } from "../protocol/states";
import { emptyRoom } from "../state/room";
import { type Ground, Listening } from "./listening";

const NOW = 1_000_000;

function channel(language: string, kind: "audio" | "sign", next_at = 0): Channel {
  const quiet = { silenced: false, asked_by: "", asked_for: "", pivot: false };
  return { ...quiet, language, kind, holder: `${language}-a`, since: 1, next: `${language}-b`, next_at };
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("localStorage", { getItem: () => null, setItem() {} });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that is not in the SFU's room yet: nothing arrives, nothing is played. */
function page(...channels: Channel[]): Listening {
  const { interpretation } = emptyRoom;
  const known = Object.fromEntries(channels.map((one) => [one.language, one]));
  return new Listening({
    room: signal({ ...emptyRoom, interpretation: { ...interpretation, channels: known } }),
    media: { connection: "off", light: false, review() {}, incoming: () => undefined },
    mediaTurn: signal(0),
    offset: 0,
    me: signal({ id: "me" }),
    sources: { place: signal("room") },
  } as unknown as Ground);
}

test("who watches signing alone sees the next signer from the agreed moment on", () => {
  const listening = page(channel("rsl", "sign", NOW + 3000));
  listening.watch("rsl");
  expect(listening.signer.value).toBe("rsl-a");
  expect(["rsl-a", "rsl-b", "other"].map((one) => listening.wish(one, "camera"))).toEqual([
    "receive", // the next one beforehand, too
    "receive",
    "leave",
  ]);
  vi.advanceTimersByTime(3000);
  expect(listening.signer.value).toBe("rsl-b");
  expect(listening.wish("rsl-a", "camera")).toBe("leave");
  listening.close();
});

test("of a voice's and a signer's handover the earlier is awaited first", () => {
  const listening = page(channel("ru", "audio", NOW + 5000), channel("rsl", "sign", NOW + 3000));
  listening.watch("rsl");
  vi.advanceTimersByTime(2999);
  expect(listening.signer.value).toBe("rsl-a");
  vi.advanceTimersByTime(1);
  expect(listening.signer.value).toBe("rsl-b");
  listening.close();
});

test("a channel that is no sign language's shows nobody's camera", () => {
  const listening = page(channel("ru", "audio"));
  listening.watch("ru");
  expect([listening.signer.value, listening.wish("ru-a", "camera")]).toEqual(["", "leave"]);
  listening.close();
});
