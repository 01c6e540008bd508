import { describe, expect, test } from "vitest";
import { Refused } from "./api";
import { type Glance, Glances } from "./glances";

/** The live process as a page sees it: it fails as often as it is told to, and keeps what it took. */
class Server {
  now = 1_000_000;
  readonly taken: Glance[] = [];
  readonly slept: number[] = [];
  failures: Refused[] = [];
  readonly glances = new Glances({
    send: async (glance) => {
      const failure = this.failures.shift();
      if (failure) throw failure;
      this.taken.push(glance);
    },
    clock: {
      sleep: async (milliseconds) => {
        this.slept.push(milliseconds);
        this.now += milliseconds;
      },
    },
    now: () => this.now,
  });

  async settled(): Promise<readonly (readonly [number, boolean, number])[]> {
    for (let i = 0; i < 50; i += 1) await Promise.resolve();
    return this.taken.map(({ number, visible, ago }) => [number, visible, ago] as const);
  }
}

const offline = new Refused(0, "offline", "no line");

describe("glances", () => {
  test("each change is told once, under one name", async () => {
    const server = new Server();
    for (const visible of [true, true, false, false, true]) server.glances.look(visible);
    expect(await server.settled()).toEqual([
      [0, true, 0],
      [1, false, 0],
      [2, true, 0],
    ]);
    expect(new Set(server.taken.map((glance) => glance.tab)).size).toBe(1);
    expect(server.taken[0]?.tab).toMatch(/^[A-Za-z0-9-]{8,40}$/);
  });

  test("what is known is told again when asked for", async () => {
    const server = new Server();
    server.glances.look(true);
    server.glances.look(true, true);
    expect(await server.settled()).toEqual([
      [0, true, 0],
      [1, true, 0],
    ]);
  });

  test("without a line it is told later, in order, and for when it was", async () => {
    const server = new Server();
    server.failures = [offline, offline, new Refused(429, "too_many", "")];
    server.glances.look(true);
    server.glances.look(false);
    expect(await server.settled()).toEqual([
      [0, true, 8000],
      [1, false, 8000],
    ]);
    expect(server.slept).toEqual([1000, 2000, 5000]);
  });

  test("what is refused for good, or too old to be believed, is let go", async () => {
    const server = new Server();
    server.failures = [new Refused(409, "closed", "")];
    server.glances.look(true);
    server.glances.look(false);
    expect(await server.settled()).toEqual([[1, false, 0]]);
    server.failures = Array(130).fill(offline);
    server.glances.look(true);
    for (let i = 0; i < 40; i += 1) await server.settled();
    expect(server.taken).toHaveLength(1);
    expect(server.now).toBeGreaterThan(4_600_000);
  });

  test("after the end nothing is told", async () => {
    const server = new Server();
    server.glances.stop();
    server.glances.look(true);
    expect(await server.settled()).toEqual([]);
  });
});
