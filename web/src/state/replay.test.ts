import { describe, expect, test } from "vitest";
import type { WireEntry } from "../protocol/entry";
import type { Cue } from "../protocol/states";
import {
  answersOf,
  chaptersOf,
  Log,
  lengthOf,
  momentAt,
  type Piece,
  positionIn,
  positionOf,
  type Recorded,
  resultsLater,
  STRIDE,
  spanAt,
  spansOf,
  toMoment,
  toSeconds,
  wholeOf,
  writersOf,
} from "./replay";
import { emptyRoom, foldRoom } from "./room";
import { captionAt, cueAt, found, marked, Transcript } from "./transcript";

const take = (id: string, first: number, last: number): Recorded => ({
  id,
  status: "over",
  gains: {},
  url: `/media/${id}`,
  started: first,
  stopped: last,
  first,
  last,
  hidden: [],
  sounds: [],
});

const entry = (seq: number, at: number, kind: string, data: object): WireEntry => ({
  seq,
  at,
  kind,
  v: 1,
  data,
});

describe("what is hidden", () => {
  const cut = (...hidden: number[][]) => ({ ...take("a", 10_000, 30_000), hidden });
  const takes = [cut([10_000, 12_000], [16_000, 20_000]), take("b", 50_000, 60_000)];
  const spans = spansOf(takes);

  test("is a hole in the bar and none in the places of links", () => {
    expect(spans.map(({ from, to }) => [from, to])).toEqual([
      [12_000, 16_000],
      [20_000, 30_000],
      [50_000, 60_000],
    ]);
    expect(lengthOf(spans)).toBe(24_000);
    expect(lengthOf(wholeOf(takes))).toBe(30_000);
    expect(momentAt(wholeOf(takes), 13_000)).toBe(23_000);
    expect(positionOf(wholeOf(takes), 23_000)).toBe(13_000);
    expect(positionOf(spans, 23_000)).toBe(7_000);
  });

  test("a moment in it is that after it", () => {
    expect(spanAt(spans, 17_000)?.from).toBe(20_000);
    expect(positionOf(spans, 17_000)).toBe(4_000);
    expect(momentAt(spans, 4_000)).toBe(20_000);
  });

  test("the end, beyond the end, everything, and stretches that overlap", () => {
    expect(spansOf([cut([28_000, 99_000])]).map(({ to }) => to)).toEqual([28_000]);
    expect(spansOf([cut([0, 99_000])])).toEqual([]);
    expect(spansOf([cut([12_000, 18_000], [14_000, 16_000])]).map(({ from }) => from)).toEqual([
      10_000, 18_000,
    ]);
  });
});

describe("takes beside one another", () => {
  const spans = spansOf([take("b", 50_000, 60_000), take("a", 10_000, 30_000), take("c", 0, 0)]);

  test("those without anything are none, the others stand in their order", () => {
    expect(spans.map((span) => span.take)).toEqual(["a", "b"]);
    expect(lengthOf(spans)).toBe(30_000);
  });

  test("positions and moments are inverse outside the gap", () => {
    for (const position of [0, 1, 19_999, 20_000, 25_000, 29_999])
      expect(positionOf(spans, momentAt(spans, position))).toBe(position);
    expect(momentAt(spans, 20_000)).toBe(50_000);
    expect(momentAt(spans, 99_000)).toBe(60_000);
    expect(momentAt(spans, -5)).toBe(10_000);
  });

  test("in the gap nothing was recorded: the next take follows", () => {
    expect(positionOf(spans, 40_000)).toBe(20_000);
    expect(spanAt(spans, 40_000)?.take).toBe("b");
    expect(spanAt(spans, 5)?.take).toBe("a");
    expect(spanAt(spans, 90_000)?.take).toBe("b");
    expect(spanAt([], 5)).toBeUndefined();
  });

  test("a take that begins before the last one ended is heard from there", () => {
    const two = spansOf([take("a", 10, 30), take("b", 20, 50)]);
    expect(two[1]).toEqual({ take: "b", from: 30, to: 50 });
  });
});

describe("the media's time", () => {
  // the recorder was away for 1.5 s after the second piece
  const pieces: Piece[] = [
    { start: 0, duration: 4, at: 1000 },
    { start: 4, duration: 4, at: 5000 },
    { start: 8, duration: 4, at: 10_500 },
  ];

  test("there and back", () => {
    for (const seconds of [0, 3.5, 4, 7.25, 8, 11]) {
      const moment = toMoment(pieces, seconds) as number;
      expect(toSeconds(pieces, moment)).toBeCloseTo(seconds, 6);
    }
    expect(toMoment(pieces, 9)).toBe(11_500);
  });

  test("what was not recorded is passed over", () => {
    expect(toSeconds(pieces, 9800)).toBe(8);
    expect(toSeconds(pieces, 0)).toBe(0);
    expect(toSeconds(pieces, 99_999)).toBe(12);
    expect(toMoment([], 1)).toBeUndefined();
  });

  test("comes back to the very moment that was gone to", () => {
    const pieces = [
      { start: 0, duration: 4.0213, at: 1_795_880_238_014.4 },
      { start: 4.0213, duration: 3.98, at: 1_795_880_243_100 },
    ];
    for (let moment = 1_795_880_238_016; moment < 1_795_880_242_000; moment += 7) {
      const shown = Math.floor((toSeconds(pieces, moment) as number) * 1e6) / 1e6; // as media elements keep it
      expect(toMoment(pieces, shown)).toBe(moment);
    }
  });
});

describe("the log folded to a moment", () => {
  const many: WireEntry[] = [entry(1, 10, "deck.added", { deck: "d", title: "Deck", pages: 900 })];
  for (let i = 2; i <= 3 * STRIDE + 40; i++)
    many.push(entry(i, i * 10, "slide.shown", { deck: "d", page: i }));

  test("equals the plain fold, wherever one jumps", () => {
    const log = new Log();
    log.add(many.slice(0, 300));
    log.add(many.slice(200)); // some twice
    expect(log.entries).toHaveLength(many.length);
    for (const moment of [5, 10, 25, STRIDE * 10, STRIDE * 10 + 1, 5000, 4990, 7003, 7001, 1e9]) {
      const plain = many.filter(({ at }) => at <= moment).reduce(foldRoom, emptyRoom);
      expect(log.at(moment)).toEqual(plain);
    }
    expect(log.last.slides.page).toBe(many.length);
  });

  test("a clock that goes back hides nothing", () => {
    const log = new Log();
    log.add([many[0] as WireEntry, entry(2, 500, "slide.shown", { deck: "d", page: 2 })]);
    log.add([entry(3, 400, "slide.shown", { deck: "d", page: 3 })]);
    expect(log.at(450).slides.page).toBe(0);
    expect(log.at(500).slides.page).toBe(3);
  });

  test("nothing happened: the same object", () => {
    const log = new Log();
    log.add(many);
    expect(log.at(105)).toBe(log.at(109));
  });
});

const asked = (seq: number, id: string) =>
  entry(seq, seq * 1000, "question.asked", { id, text: id, language: "en", asker: "", anonymous: true });

describe("marks", () => {
  test("chapters begin with contributions and end with the next or the seminar", () => {
    const entries = [
      entry(1, 10, "seminar.started", {}),
      entry(2, 20, "contribution.started", { contribution: "a" }),
      entry(3, 90, "contribution.started", { contribution: "b" }),
    ];
    expect(chaptersOf(entries)).toEqual([
      { contribution: "a", from: 20, to: 90 },
      { contribution: "b", from: 90, to: 0 },
    ]);
    expect(chaptersOf([...entries, entry(4, 95, "seminar.ended", {})])[1]?.to).toBe(95);
  });

  test("a question leads to where it was taken up, or to its written answer", () => {
    const log = new Log();
    log.add([
      asked(1, "spoken"),
      asked(2, "written"),
      asked(3, "open"),
      asked(4, "dismissed"),
      entry(5, 5000, "question.taken_up", { id: "spoken" }),
      entry(6, 6000, "question.answered", { id: "spoken" }),
      entry(7, 7000, "answer.written", {
        id: "x",
        question: "written",
        text: "Yes",
        language: "en",
        by: "p",
      }),
      entry(8, 8000, "question.taken_up", { id: "dismissed" }),
      entry(9, 9000, "question.dismissed", { id: "dismissed" }),
    ]);
    expect(answersOf(log)).toEqual([
      { question: "spoken", at: 5000, later: false },
      { question: "written", at: 7000, later: false },
    ]);
  });

  test("what was answered in writing after the end stands where it was asked", () => {
    const asked = (id: string) => ({ id, text: "?", language: "en", asker: "", anonymous: true });
    const log = new Log();
    log.add([
      entry(1, 1000, "seminar.started", {}),
      entry(2, 2000, "question.asked", asked("late")),
      entry(3, 3000, "question.asked", asked("spoken")),
      entry(4, 4000, "question.taken_up", { id: "spoken" }),
      entry(5, 5000, "question.answered", { id: "spoken" }),
      entry(6, 6000, "seminar.ended", {}),
      entry(7, 90_000, "answer.written", { id: "a1", question: "late", text: "!", language: "en", by: "p" }),
      entry(8, 95_000, "answer.written", {
        id: "a2",
        question: "spoken",
        text: "!",
        language: "en",
        by: "p",
      }),
    ]);
    expect(answersOf(log)).toEqual([
      { question: "late", at: 2000, later: true },
      { question: "spoken", at: 4000, later: false },
    ]);
  });

  test("a result that was shown after the end stands where its poll does", () => {
    const opened = { title: "First?", form: "single", options: ["A", "B"], closes_at: 0, language: "en" };
    const result = { counts: [1, 0], voters: 1 };
    const log = new Log();
    log.add([
      entry(1, 1000, "seminar.started", {}),
      entry(2, 2000, "poll.opened", { id: "early", ...opened }),
      entry(3, 3000, "poll.closed", { id: "early" }),
      entry(4, 4000, "poll.published", { id: "early", ...result }),
      entry(5, 5000, "poll.opened", { id: "late", ...opened }),
      entry(6, 6000, "poll.closed", { id: "late" }),
      entry(7, 6000, "seminar.ended", {}),
      entry(8, 90_000, "poll.published", { id: "late", ...result }),
    ]);
    expect(resultsLater(log)).toMatchObject([{ id: "late", status: "published", ...result }]);
  });

  test("a link's second", () => {
    expect(positionIn("90")).toBe(90_000);
    expect(positionIn("1:02:03")).toBe(3_723_000);
    for (const bad of [null, "", "-1", "x", "1:2:3:4", "9".repeat(20), "1.5"])
      expect(positionIn(bad)).toBeUndefined();
  });
});

const said = (seq: number, id: string, start: number, text: string, language = "en") =>
  entry(seq, start + 2000, "cue.finalised", {
    id,
    language,
    text,
    person: "p",
    source: "floor",
    start,
    end: start + 1000,
    engine: "whisper",
  });

describe("the transcript", () => {
  const transcript = new Transcript();
  transcript.add([
    said(1, "b", 5000, "Nasal cannula"),
    said(2, "a", 1000, "Good morning"),
    said(3, "r", 1000, "Утро", "ru"),
  ]);

  test("by beginning, revised by the same reducer", () => {
    expect(transcript.of("en").map((cue) => cue.id)).toEqual(["a", "b"]);
    const revised = { id: "a", language: "en", text: "Good evening", by: "p", engine: "human", doubts: [] };
    transcript.add([entry(4, 9000, "cue.revised", revised)]);
    expect(transcript.of("en")[0]).toMatchObject({ text: "Good evening", revised_by: "p", start: 1000 });
    expect(transcript.of("kk")).toEqual([]);
  });

  test("which is shown when", () => {
    const cues = transcript.of("en");
    expect(cueAt(cues, 999)).toBe(-1);
    expect(captionAt(cues, 1500)?.id).toBe("a");
    expect(captionAt(cues, 4999)?.id).toBe("a");
    expect(captionAt(cues, 5000)?.id).toBe("b");
    expect(captionAt(cues, 20_000)).toBeUndefined();
  });

  test("search knows neither case nor accents, and marks the text as it stands", () => {
    expect(found(transcript.of("en"), "CANNULA")).toEqual([1]);
    expect(found(transcript.of("en"), "  ")).toEqual([]);
    expect(marked("Ещё раз: ещё", "еще")).toEqual(["", "Ещё", " раз: ", "ещё", ""]);
    expect(marked("SpO₂ 92", "spo2")).toEqual(["", "SpO₂", " 92"]);
    expect(marked("nothing", "x")).toEqual(["nothing"]);
  });

  test("search reads a cue once, however often one searches", () => {
    let read = 0;
    const [first] = transcript.of("en");
    const cue = Object.defineProperty({ ...first } as Cue, "text", {
      get: () => {
        read += 1;
        return "Good morning";
      },
    });
    expect([found([cue], "good"), found([cue], "night"), found([cue], "MORN")]).toEqual([[0], [], [0]]);
    expect(read).toBe(1);
  });
});

describe("who wrote in the chats", () => {
  const posted = (seq: number, by: string, text = "Words.") =>
    entry(seq, seq, "message.posted", { id: `m${seq}`, text, language: "en", by, backstage: seq % 2 === 0 });

  test("is whoever wrote what can still be read, however long ago", () => {
    const many = Array.from({ length: 500 }, (_, index) => posted(index + 10, "often"));
    const log = [
      posted(1, "early"),
      posted(2, "backstage"),
      posted(3, "hidden since"),
      posted(4, "removed"),
      posted(5, "hidden before", ""),
      posted(6, "shown again", ""),
      { ...posted(7, "redacted"), redacted: true, data: {} },
      ...many,
      entry(600, 600, "message.worded", { id: "m3", text: "" }),
      entry(601, 601, "message.removed", { id: "m4" }),
      entry(602, 602, "message.worded", { id: "m6", text: "Words." }),
    ];
    expect(writersOf(log).sort()).toEqual(["backstage", "early", "often", "shown again"]);
  });
});
