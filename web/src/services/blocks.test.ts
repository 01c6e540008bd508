import { expect, test } from "vitest";
import type { WireEntry } from "../protocol/entry";
import { Blocks } from "./blocks";

const SIZE = 4;
const FOLDER = "/media/signed/take/";

/** A log of `last` entries as its files; `withheld` are told to others. */
class Files {
  asked: string[] = [];
  last = 0;
  edition = "e1";
  withheld = new Set<number>();
  failing = false;

  private told(from: number, until: number) {
    const seqs = Array.from({ length: Math.max(0, until - from) }, (_, n) => from + n + 1);
    const entries = seqs
      .filter((seq) => !this.withheld.has(seq))
      .map((seq) => ({ seq, at: seq, kind: "x", v: 1, data: {} }));
    return { entries, people: { p: { name: "Aigul" } } };
  }

  fetch = (async (input: string) => {
    this.asked.push(input.replace(FOLDER, ""));
    if (this.failing) throw new TypeError("no line");
    const found = /log-(?:(\d+)-(\w+)-)?kk\.json$/.exec(input);
    const [, number, edition] = found ?? [];
    if (edition && edition !== this.edition) return new Response("", { status: 404 });
    const blocks = Math.floor(this.last / SIZE);
    const body = number
      ? this.told(Number(number) * SIZE, (Number(number) + 1) * SIZE)
      : {
          seq: this.last,
          size: SIZE,
          blocks,
          edition: this.edition,
          tail: this.told(blocks * SIZE, this.last),
        };
    return new Response(JSON.stringify(body));
  }) as unknown as typeof fetch;
}

/** Looks as often as is asked for. */
function follow(files: Files, after: number) {
  const seen: number[] = [];
  const lines: string[] = [];
  let wake: () => void = () => {};
  const blocks = new Blocks({
    folder: () => FOLDER,
    language: "kk",
    after,
    onEntry: (entry: WireEntry) => seen.push(entry.seq),
    onPeople: () => {},
    onLine: (line) => lines.push(line),
    fetch: files.fetch,
    clock: { sleep: () => new Promise((resolve) => (wake = resolve as () => void)) },
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  const look = async () => {
    wake();
    await settle();
  };
  blocks.start();
  return { blocks, seen, lines, look, settle };
}

test("whole blocks once, then the end of the log from the index", async () => {
  const files = new Files();
  files.last = 10;
  const page = follow(files, 5);
  await page.settle();
  expect(page.seen).toEqual([6, 7, 8, 9, 10]);
  expect(files.asked).toEqual(["log-kk.json", "log-1-e1-kk.json"]);
  files.last = 11;
  await page.look();
  expect(page.seen.at(-1)).toBe(11);
  expect(files.asked.slice(2)).toEqual(["log-kk.json"]);
  files.last = 13; // the block of 9 to 12 is whole now, and its rest is in it
  await page.look();
  expect(page.seen).toEqual([6, 7, 8, 9, 10, 11, 12, 13]);
  expect(page.blocks.position).toBe(13);
});

test("numbers of what is told to others are passed over", async () => {
  const files = new Files();
  files.last = 8;
  files.withheld = new Set([5, 6, 7, 8]);
  const page = follow(files, 4);
  await page.settle();
  expect(page.seen).toEqual([]);
  expect(page.blocks.position).toBe(8);
});

test("an older index of some cache changes nothing", async () => {
  const files = new Files();
  files.last = 7;
  const page = follow(files, 0);
  await page.settle();
  files.last = 5;
  await page.look();
  files.last = 8;
  await page.look();
  expect(page.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("without a line it says so, and goes on where it was", async () => {
  const files = new Files();
  files.last = 3;
  const page = follow(files, 0);
  await page.settle();
  files.failing = true;
  files.last = 9;
  for (let n = 0; n < 8; n += 1) await page.look();
  expect([page.lines[0], page.lines[1], page.lines.at(-1)]).toEqual(["live", "reconnecting", "lost"]);
  files.failing = false;
  await page.look();
  expect(page.lines.at(-1)).toBe("live");
  expect(page.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("an edition that changes in between is read with the next index", async () => {
  const files = new Files();
  files.last = 8;
  const edition = files.fetch;
  let first = true;
  files.fetch = (async (input: string, init?: RequestInit) => {
    const answer = await edition(input, init);
    if (first) files.edition = "e2";
    first = false;
    return answer;
  }) as typeof fetch;
  const page = follow(files, 0);
  await page.settle();
  expect(page.seen).toEqual([]);
  await page.look();
  expect(page.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("what was stopped tells nothing more", async () => {
  const files = new Files();
  const page = follow(files, 0);
  await page.settle();
  page.blocks.stop();
  files.last = 3;
  await page.look();
  expect(page.seen).toEqual([]);
});
