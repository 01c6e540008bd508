import type { HlsConfig, Loader, LoaderCallbacks, PlaylistLoaderContext } from "hls.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadingWhenDue } from "./due";

const HELD = "CAN-BLOCK-RELOAD=YES";
const ANSWER = 20; // milliseconds that an answer takes
const BEFORE = 10_000; // milliseconds that the server has been going on when the first viewer comes

/** A server where a segment of four seconds is told every four seconds, until `stops`; and what it was asked. */
function server({ stops = Number.POSITIVE_INFINITY, over = false } = {}) {
  const asks: { url: string; at: number }[] = [];
  const begun = performance.now() - BEFORE;
  const told = () => Math.floor(Math.min(performance.now() - begun, stops) / 4000);
  const since = () => (performance.now() - begun) % 4000;
  const text = () => {
    const segments = Array.from({ length: told() }, (_, number) => `#EXTINF:4.000,\nv-${number}.m4s\n`);
    return `#EXTM3U\n${segments.join("")}${over && performance.now() - begun > stops ? "#EXT-X-ENDLIST\n" : ""}`;
  };
  class Plain {
    context = null;
    stats = {};
    private used = false;
    private gone = false;
    load(
      context: PlaylistLoaderContext,
      _how: unknown,
      { onSuccess }: LoaderCallbacks<PlaylistLoaderContext>,
    ) {
      if (this.used) throw new Error("a loader loads once");
      this.used = true;
      asks.push({ url: context.url, at: performance.now() - begun });
      const data = text();
      setTimeout(
        () => this.gone || onSuccess({ url: context.url, data }, this.stats as never, context, null),
        20,
      );
    }
    abort() {
      this.gone = true;
    }
    destroy() {
      this.gone = true;
    }
  }
  return { Plain, asks, told, since };
}

/** As hls.js does: the next one at once while there is news, else two seconds later. Tells how old each news was. */
function player({ Plain, since }: ReturnType<typeof server>) {
  const Loading = loadingWhenDue(Plain as never);
  const ages: number[] = [];
  const read: string[] = [];
  const state: { loader?: Loader<PlaylistLoaderContext>; ended: boolean } = { ended: false };
  const load = (directives: object | null) => {
    const loader = new Loading({} as HlsConfig);
    state.loader = loader;
    const url = directives ? "/take/live-video.m3u8?_HLS_msn=9" : "/take/live-video.m3u8";
    const onSuccess = (response: { data?: unknown }) => {
      const text = String(response.data);
      const news = text !== read.at(-1);
      if (news) ages.push(since());
      read.push(text);
      loader.destroy();
      if (text.includes("ENDLIST")) state.ended = true;
      else if (news && text.includes(HELD)) load({});
      else setTimeout(() => load({}), 2000);
    };
    loader.load(
      { url, deliveryDirectives: directives } as PlaylistLoaderContext,
      {} as never,
      { onSuccess } as never,
    );
  };
  load(null);
  return { ages, read, state };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("whatever the phase of the first ask, segments are known within a second, for two asks each", async () => {
  for (const phase of [0, 900, 1900, 2900, 3900]) {
    const live = server();
    await vi.advanceTimersByTimeAsync(phase);
    const { ages } = player(live);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Math.max(...ages.slice(5))).toBeLessThanOrEqual(1000 + 2 * ANSWER);
    expect(live.asks.length).toBeLessThanOrEqual(2 * live.told());
    expect(ages.length).toBeGreaterThanOrEqual(14); // none was left out
  }
});

test("caches see one address, and no ask within the second for which they may keep it", async () => {
  const live = server();
  player(live);
  await vi.advanceTimersByTimeAsync(40_000);
  expect(new Set(live.asks.map(({ url }) => url))).toEqual(new Set(["/take/live-video.m3u8"]));
  const gaps = live.asks.slice(1).map(({ at }, index) => at - (live.asks[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
});

test("when nothing more comes, the player is told so and asks on quietly", async () => {
  const live = server({ stops: 13_000 });
  const { read } = player(live);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(read.length).toBeGreaterThanOrEqual(8);
  expect(new Set(read).size).toBe(2); // two segments when it came, and the third
  expect(live.asks.length).toBeLessThanOrEqual(60);
});

test("what is over is handed on as it is, and not asked for again", async () => {
  const live = server({ stops: 18_000, over: true });
  const { read, state } = player(live);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(state.ended).toBe(true);
  expect(read.at(-1)).not.toContain(HELD);
  const asked = live.asks.length;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(live.asks.length).toBe(asked);
});

test("one that is given up asks no more", async () => {
  const live = server();
  const { state } = player(live);
  await vi.advanceTimersByTimeAsync(1000);
  const asked = live.asks.length;
  state.loader?.abort();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(live.asks.length).toBe(asked);
});
