import { describe, expect, test } from "vitest";
import type { WireEntry } from "../protocol/entry";
import { Refused } from "./api";
import { type Line, LOST_AFTER, type Source, Stream, type Ticket } from "./stream";

/** Time that passes only when a test says so. */
class VirtualClock {
  now = 0;
  private readonly sleepers: { until: number; wake: () => void }[] = [];

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ until: this.now + milliseconds, wake }));
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      await settle();
      const next = this.sleepers.filter((s) => s.until <= end).sort((a, b) => a.until - b.until)[0];
      if (!next) break;
      this.sleepers.splice(this.sleepers.indexOf(next), 1);
      this.now = next.until;
      next.wake();
    }
    this.now = end;
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

class FakeSource implements Source {
  closed = false;
  private readonly listeners: Record<string, (event: MessageEvent<string>) => void> = {};

  constructor(readonly url: string) {}

  addEventListener(kind: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners[kind] = listener;
  }

  close(): void {
    this.closed = true;
  }

  say(kind: string, data = ""): void {
    this.listeners[kind]?.({ data } as MessageEvent<string>);
  }

  entry(seq: number): void {
    this.say("entry", JSON.stringify({ seq, at: 0, kind: "seminar.started", v: 1, data: {} }));
  }

  get after(): string | null {
    return new URL(this.url).searchParams.get("after");
  }

  get token(): string | null {
    return new URL(this.url).searchParams.get("token");
  }
}

function follow(renew: () => Promise<Ticket> = async () => ({ url: "http://live", token: "fresh" })) {
  const clock = new VirtualClock();
  const sources: FakeSource[] = [];
  const seen: number[] = [];
  const lines: Line[] = [];
  const refusals: (Refused | undefined)[] = [];
  const ahead = { told: 0 };
  const stream = new Stream({
    ticket: { url: "http://live", token: "first" },
    after: 4,
    onEntry: (entry: WireEntry) => seen.push(entry.seq),
    onLine: (line, refusal) => {
      lines.push(line);
      refusals.push(refusal);
    },
    renew,
    onAhead: () => {
      ahead.told += 1;
    },
    clock,
    now: () => clock.now,
    open: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
  });
  stream.start();
  return { clock, sources, seen, lines, refusals, ahead, stream };
}

describe("following the log", () => {
  test("begins after the snapshot and hands entries on in order", () => {
    const { sources, seen, lines } = follow();
    expect(sources[0]?.after).toBe("4");
    sources[0]?.say("open");
    sources[0]?.entry(5);
    sources[0]?.entry(6);
    expect(seen).toEqual([5, 6]);
    expect(lines).toEqual(["live"]);
  });

  test("resumes after the last entry and shows nothing twice", async () => {
    const { clock, sources, seen } = follow();
    sources[0]?.entry(5);
    sources[0]?.say("error");
    await clock.pass(100);
    expect(sources[1]?.after).toBe("5");
    sources[1]?.entry(5);
    sources[1]?.entry(6);
    sources[0]?.entry(7); // the old source has nothing to say any more
    expect(seen).toEqual([5, 6]);
    expect(sources[0]?.closed).toBe(true);
  });

  test("takes a fresh ticket from the second try on", async () => {
    const { clock, sources } = follow();
    sources[0]?.say("error");
    await clock.pass(100);
    expect(sources[1]?.token).toBe("first");
    sources[1]?.say("error");
    await clock.pass(200);
    expect(sources[2]?.token).toBe("fresh");
  });

  test("keeps trying while no ticket is to be had, and says when the line is lost", async () => {
    let online = false;
    const { clock, sources, lines } = follow(async () => {
      if (!online) throw new Error("offline");
      return { url: "http://live", token: "fresh" };
    });
    sources[0]?.say("error");
    await clock.pass(100);
    sources[1]?.say("error");
    await clock.pass(LOST_AFTER + 2000);
    expect(sources.length).toBe(2);
    expect(lines.at(0)).toBe("reconnecting");
    expect(lines.at(-1)).toBe("lost");
    online = true;
    await clock.pass(2000);
    expect(sources.length).toBe(3);
    sources[2]?.say("open");
    expect(lines.at(-1)).toBe("live");
  });

  test("waits no longer than two seconds between tries", async () => {
    const { clock, sources } = follow();
    for (let i = 0; i < 12; i += 1) {
      sources.at(-1)?.say("error");
      await clock.pass(2000);
      expect(sources.length).toBe(i + 2);
    }
  });

  test("notices a line that was cut without a word", async () => {
    const { clock, sources } = follow();
    sources[0]?.say("open");
    await clock.pass(30_000);
    sources[0]?.say("beat");
    await clock.pass(39_000);
    expect(sources.length).toBe(1);
    await clock.pass(10_000);
    expect(sources.length).toBe(2);
  });

  test("stops for good", async () => {
    const { clock, sources, stream } = follow();
    sources[0]?.say("error");
    stream.stop();
    await clock.pass(60_000);
    expect(sources.length).toBe(1);
  });

  test("asks for a fresh ticket before the next try when it was told that the one at hand is outdated", async () => {
    const { clock, sources, stream } = follow();
    sources[0]?.say("error");
    await clock.pass(200);
    expect(sources.map((source) => source.token)).toEqual(["first", "first"]);
    sources[1]?.say("open");
    stream.outdate();
    sources[1]?.say("error");
    await clock.pass(200);
    expect(sources.map((source) => source.token)).toEqual(["first", "first", "fresh"]);
  });

  test("stops when one is no member any longer, and says so", async () => {
    const no = new Refused(401, "not_a_member", "Your link has ended.");
    const { clock, sources, lines, refusals } = follow(async () => {
      throw no;
    });
    sources[0]?.say("error");
    await clock.pass(100);
    sources[1]?.say("error");
    await clock.pass(60_000);
    expect(sources.length).toBe(2);
    expect([lines.at(-1), refusals.at(-1)]).toEqual(["lost", no]);
  });

  test("tries on for who was removed, and goes on when they are let in again", async () => {
    let removed = true;
    const { clock, sources, refusals, lines } = follow(async () => {
      if (removed) throw new Refused(403, "removed", "A moderator has removed you.");
      return { url: "http://live", token: "fresh" };
    });
    sources[0]?.say("error");
    await clock.pass(100);
    sources[1]?.say("error");
    await clock.pass(5000);
    expect(refusals.at(-1)?.code).toBe("removed");
    removed = false;
    await clock.pass(2000);
    sources[2]?.say("open");
    expect([lines.at(-1), refusals.at(-1)]).toEqual(["live", undefined]);
  });

  test("says once that no ticket helps, and not while none is to be had", async () => {
    let online = false;
    const { clock, sources, ahead } = follow(async () => {
      if (!online) throw new Refused(0, "offline", "No line.");
      return { url: "http://live", token: "fresh" };
    });
    sources[0]?.say("error");
    await clock.pass(100);
    sources[1]?.say("error");
    await clock.pass(LOST_AFTER + 2000);
    expect(ahead.told).toBe(0);
    online = true;
    for (let tries = 0; tries < 4; tries += 1) {
      await clock.pass(2000);
      sources.at(-1)?.say("error");
    }
    expect(ahead.told).toBe(1);
  });
});
