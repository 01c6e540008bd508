import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Player } from "./player";

const begun = vi.hoisted(() => [] as string[]);
const told = vi.hoisted(() => new Map<string, (event: string, data: unknown) => void>());
const video = vi.hoisted(() => ({ addEventListener() {}, paused: true, play: async () => {} }));

vi.mock("./hls", () => {
  const hls = () => ({
    levels: [{}],
    on: (event: string, tell: (event: string, data: unknown) => void) => told.set(event, tell),
    recoverMediaError: () => {
      video.paused = true; // as the element does when it is given another source
    },
    loadSource: (url: string) => begun.push(url),
    attachMedia: () => {},
    destroy: () => {},
  });
  return { create: hls, createLive: hls, Events: { ERROR: "error" } };
});

const TAKE = { url: "/live.m3u8", shown: [], gains: {} };

beforeEach(() => {
  begun.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("window", {
    MediaSource: {},
    setTimeout: (...what: Parameters<typeof setTimeout>) => setTimeout(...what),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function playing(renew = async () => TAKE): Player {
  const player = new Player({ live: true, onMoment() {}, onEnd() {}, renew });
  player.attach(video as unknown as HTMLVideoElement);
  return player;
}

test("what a media error has stopped goes on, and what stood still stands still", async () => {
  const error = { fatal: true, type: "mediaError" };
  video.play = async () => {
    video.paused = false;
  };
  const player = playing();
  await player.load(TAKE);
  told.get("error")?.("error", error);
  expect(video.paused).toBe(true);
  player.play();
  told.get("error")?.("error", error);
  expect([video.paused, player.playing.value]).toEqual([false, true]);
});

test("what was closed while its player was fetched does not begin", async () => {
  const player = playing();
  await player.load(TAKE);
  expect(begun).toEqual(["/live.m3u8"]);
  const loading = player.load(TAKE);
  player.close();
  await loading;
  expect(begun.length).toBe(1);
});

test("what was closed while a fresh address was asked for does not begin again", async () => {
  let answer = (_take: typeof TAKE) => {};
  const player = playing(() => new Promise((resolve) => (answer = resolve)));
  await player.load(TAKE);
  player.failure.value = "line";
  player.again();
  await vi.runAllTimersAsync();
  player.close();
  answer(TAKE);
  await vi.runAllTimersAsync();
  expect(begun.length).toBe(1);
});
