import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Cue, RoomState } from "../protocol/states";
import {
  delayOf,
  type Interim,
  missing,
  SHOWN_FOR,
  shownCues,
  shownInterim,
  springOf,
  writer,
} from "./captioning";
import { emptyRoom, foldRoom } from "./room";

const NOW = 1_764_000_000_000;

function cue(id: string, start: number, values: Partial<Cue> = {}): Cue {
  const plain = { language: "en", text: id, person: "", source: "floor", engine: "whisper-base" };
  const rest = { original: "", doubts: [], revised_by: "", lost: false };
  return { id, ...plain, ...rest, start: NOW + start, end: NOW + start + 2000, ...values };
}

function room(turn: string, channel?: { holder?: string; silenced?: boolean; kind?: string }): RoomState {
  const { interpretation } = emptyRoom;
  const plain = { language: "kk", kind: "audio", pivot: false, holder: "", since: 0, silenced: false };
  const handover = { asked_by: "", asked_for: "", next: "", next_at: 0 };
  const channels = channel ? { kk: { ...plain, ...handover, ...channel } } : {};
  return {
    ...emptyRoom,
    stage: { ...emptyRoom.stage, turn: { person: "p", language: turn, how: "profile", since: 0 } },
    interpretation: { ...interpretation, channels },
  };
}

test("the last words stand in the order in which they were said, a late cue in its place", () => {
  const cues = [cue("a", -9000), cue("c", -3000), cue("b", -6000)];
  expect(shownCues(cues, 2, NOW).map(({ id }) => id)).toEqual(["b", "c"]);
  expect(shownCues(cues, 3, NOW).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("what was taken away and what is long over is not shown; what was lost is", () => {
  const cues = [
    cue("a", -9000, { text: "" }),
    cue("b", -6000, { text: "", lost: true }),
    cue("c", -SHOWN_FOR - 3000),
  ];
  expect(shownCues(cues, 3, NOW).map(({ id }) => id)).toEqual(["b"]);
});

test("whence captions come", () => {
  expect(springOf(room(""), "kk", NOW)).toEqual({ from: "none", heard: "" });
  expect(springOf(room("kk", { holder: "i" }), "kk", NOW)).toEqual({ from: "floor", heard: "kk" });
  expect(springOf(room("ru", { holder: "i" }), "kk", NOW)).toEqual({ from: "channel", heard: "kk" });
  const translated = { from: "translation", heard: "ru" };
  expect(springOf(room("ru"), "kk", NOW)).toEqual(translated);
  expect(springOf(room("ru", {}), "kk", NOW)).toEqual(translated);
  expect(springOf(room("ru", { holder: "i", silenced: true }), "kk", NOW)).toEqual(translated);
  expect(springOf(room("ru", { holder: "i", kind: "sign" }), "kk", NOW)).toEqual(translated);
});

interface Case {
  readonly about: string;
  readonly log: readonly (readonly [number, string, Record<string, unknown>])[];
  readonly at: number;
  readonly from: string;
  readonly heard: string;
}

const springs = fileURLToPath(new URL("../../../tests/golden/springs.json", import.meta.url));
const cases = JSON.parse(readFileSync(springs, "utf8")) as Case[];

test.each(cases)("whence captions of Kyrgyz come: $about", ({ log, at, from, heard }) => {
  const entries = log.map(([second, kind, data], index) => ({
    seq: index + 1,
    at: NOW + second * 1000,
    kind,
    v: 1,
    data,
  }));
  const now = entries.reduce(foldRoom, room("ru"));
  expect(springOf(now, "ky", NOW + at * 1000)).toEqual({ from, heard });
});

test("what is missing when there are none", () => {
  const deaf = { cues: {}, status: { ky: { status: "no_model", delay: 0, engine: "" } } };
  expect(missing({ from: "floor", heard: "ky" }, "ky", deaf, [])).toBe("no_ear");
  expect(missing({ from: "translation", heard: "ky" }, "en", deaf, ["ky>en"])).toBe("no_ear");
  expect(missing({ from: "translation", heard: "ru" }, "kk", deaf, ["ru>en"])).toBe("no_translation");
  expect(missing({ from: "translation", heard: "ru" }, "en", deaf, ["ru>en"])).toBe("");
  expect(missing({ from: "floor", heard: "constructor" }, "ru", deaf, [])).toBe("");
});

test("who wrote a caption", () => {
  const booth = { id: "b", name: "kk", languages: ["kk"], team: ["i"] };
  const here = { ...emptyRoom, interpretation: { ...emptyRoom.interpretation, booths: { b: booth } } };
  expect(writer(cue("a", 0), here)).toBe("machine");
  expect(writer(cue("a", 0, { engine: "human" }), here)).toBe("captioner");
  expect(writer(cue("a", 0, { engine: "human", revised_by: "i" }), here)).toBe("interpreter");
  expect(writer(cue("a", 0, { engine: "human", revised_by: "c" }), here)).toBe("captioner");
});

test("words on their way are shown in the language that is read, for a while", () => {
  const said: Interim = { id: "1", language: "en", source: "floor", text: "Give", person: "", at: NOW };
  expect(shownInterim(said, "en", NOW + 1000)).toBe(said);
  expect(shownInterim(said, "ru", NOW)).toBeUndefined();
  expect(shownInterim(said, "en", NOW + 60_000)).toBeUndefined();
  expect(shownInterim({ ...said, text: "" }, "en", NOW)).toBeUndefined();
  expect(shownInterim(undefined, "en", NOW)).toBeUndefined();
});

test("the delay is told while captions are made", () => {
  const captions = {
    cues: {},
    status: {
      en: { status: "delayed", delay: 7000, engine: "" },
      ru: { status: "off", delay: 900, engine: "" },
    },
  };
  expect(delayOf(captions, "en")).toBe(7000);
  expect(delayOf(captions, "ru")).toBe(0);
  expect(delayOf(captions, "kk")).toBe(0);
});
