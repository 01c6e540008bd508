import { expect, test } from "vitest";
import type { WireEntry } from "../protocol/entry";
import type { Cue, RoomState } from "../protocol/states";
import { asHeard, KEPT, Recent } from "./recent";
import { emptyRoom } from "./room";

const NOW = 1_764_000_000_000;
const shown = (seq: number, at: number, page: number): WireEntry =>
  ({ seq, at, kind: "slide.shown", v: 1, data: { deck: "d", page } }) as unknown as WireEntry;
const page = (room: RoomState) => room.slides.page;
const DECK = { decks: { d: 500 }, deck: "d", page: 1 } as unknown as RoomState["slides"];
const ME = { id: "me", questions: ["mine"] };

function room(change: Partial<RoomState> = {}): RoomState {
  return { ...emptyRoom, slides: DECK, ...change };
}

test("the slide is the one of the moment that is heard, not the newest", () => {
  const recent = new Recent(room(), NOW);
  recent.add(shown(1, NOW + 5000, 2));
  recent.add(shown(2, NOW + 9000, 3));
  expect([0, 4999, 5000, 8999, 9000].map((after) => page(recent.at(NOW + after)))).toEqual([1, 1, 2, 2, 3]);
  expect(page(recent.last)).toBe(3);
  expect(page(recent.at(NOW + 5000))).toBe(2); // back again, as after a stall
});

test("while nothing happens it is the same object", () => {
  const recent = new Recent(room(), NOW);
  recent.add(shown(1, NOW + 5000, 2));
  expect(recent.at(NOW + 6000)).toBe(recent.at(NOW + 7000));
});

test("before one came, nothing is shown that could run ahead of the picture", () => {
  const recent = new Recent(room({ stage: { ...emptyRoom.stage, layout: "gallery" } }), NOW);
  const early = recent.at(NOW - 1);
  expect(early.slides).toEqual(emptyRoom.slides);
  expect(early.stage.layout).toBe("gallery");
  expect(recent.at(NOW - 2)).toBe(early);
});

test("reading another language does not forget what was before", () => {
  const before = new Recent(room(), NOW - 20_000);
  before.add(shown(1, NOW - 5000, 2));
  const recent = new Recent(before.last, NOW, before);
  expect([-6000, -5000, 0].map((after) => page(recent.at(NOW + after)))).toEqual([1, 2, 2]);
});

test("what was before is let go when nobody is so far behind any longer", () => {
  const before = new Recent(room(), NOW - 20_000);
  before.add(shown(1, NOW - 5000, 2));
  const recent = new Recent(before.last, NOW, before);
  recent.add(shown(2, NOW + KEPT - 1, 3));
  expect(page(recent.at(NOW - 5000))).toBe(2);
  recent.add(shown(3, NOW + KEPT, 4));
  expect(recent.at(NOW - 5000).slides).toEqual(emptyRoom.slides);
  expect(page(recent.at(NOW))).toBe(2);
});

test("who reads one language after another in a quiet room keeps no more of them than can be asked for", () => {
  let recent = new Recent(room(), NOW);
  for (let n = 1; n <= 1000; n += 1) recent = new Recent(room(), NOW + n * 10_000, recent);
  let kept = 0;
  for (let one: Recent | undefined = recent; one; one = (one as unknown as { before?: Recent }).before)
    kept += 1;
  expect(kept).toBe(KEPT / 10_000 + 1);
});

test("what is old is folded away, and clocks that run backwards do no harm", () => {
  const recent = new Recent(room(), NOW);
  for (let n = 1; n <= 500; n += 1) recent.add(shown(n, NOW + n * 1000 - (n % 2) * 1500, n));
  expect(page(recent.at(NOW + 500_000))).toBe(500);
  expect(page(recent.at(NOW + 499_000 - KEPT / 2))).toBe(455);
  expect(recent.at(NOW + 1000).slides).toEqual(emptyRoom.slides); // nobody is so far behind
});

test("one's own hand, questions and words are there at once", () => {
  const question = (id: string) => ({ id, text: "?", asker: "me" });
  const message = (id: string, by: string) => ({
    id,
    by,
    text: "x",
    language: "en",
    at: NOW,
    removed: false,
  });
  const last = room({
    stage: { ...emptyRoom.stage, hands: { me: NOW }, floor: { other: NOW } },
    questions: {
      ...emptyRoom.questions,
      questions: { mine: question("mine"), theirs: question("theirs") },
    } as unknown as RoomState["questions"],
    chat: { messages: [message("1", "other"), message("2", "me")], backstage: [] },
  });
  const heard = asHeard(room(), last, ME, NOW);
  expect(heard.stage.hands).toEqual({ me: NOW });
  expect(heard.stage.floor).toEqual({});
  expect(Object.keys(heard.questions.questions)).toEqual(["mine"]);
  expect(heard.chat.messages.map(({ id }) => id)).toEqual(["2"]);
});

test("captions go with the voice: neither before it nor late", () => {
  const cue = (start: number) => ({ id: `${start}`, start, end: start + 2000 }) as unknown as Cue;
  const last = room({
    captions: {
      cues: { en: [cue(NOW - 4000), cue(NOW), cue(NOW + 1)] },
      status: { en: { status: "on", delay: 3000 } },
    } as unknown as RoomState["captions"],
  });
  const { captions } = asHeard(room(), last, ME, NOW);
  expect(captions.cues.en?.map(({ start }) => start)).toEqual([NOW - 4000, NOW]);
  expect(captions.status.en?.delay).toBe(0);
});
