import { describe, expect, it } from "vitest";
import type { Channel, InterpretationState, StageState, Turn } from "../protocol/states";
import { emptyInterpretation, foldInterpretation } from "./interpretation";
import {
  channelsOf,
  feeding,
  type Heard,
  heard,
  isFloorFace,
  isFloorVoice,
  isInterpreter,
  isMissing,
  loudness,
  nextMoment,
  sameLanguage,
  slowdownsWithin,
  type Voice,
} from "./listening";
import { emptyStage } from "./stage";

const NOW = 1_000_000;
const A = "interpreter-a";
const B = "interpreter-b";

function channel(changed: Partial<Channel> = {}): Channel {
  return {
    language: "ru",
    kind: "audio",
    pivot: false,
    holder: A,
    since: NOW - 60_000,
    silenced: false,
    asked_by: "",
    asked_for: "",
    next: "",
    next_at: 0,
    ...changed,
  };
}

function booths(changed: Partial<Channel> = {}): InterpretationState {
  return {
    ...emptyInterpretation,
    booths: { one: { id: "one", name: "Russian", languages: ["ru"], team: [A, B] } },
    channels: { ru: channel(changed) },
  };
}

const turn = (language: string): Turn => ({ person: "speaker", language, how: "", since: 0 });
const speaking: Voice = { track: "live", since: NOW - 60_000, sounded: NOW - 100 };
const always: Voice = { ...speaking, sounded: Number.MAX_SAFE_INTEGER };
const voices =
  (known: Record<string, Voice> = { [A]: always, [B]: always }) =>
  (person: string): Voice =>
    known[person] ?? { track: "none", since: 0, sounded: 0 };

const onStage = (persons: readonly string[], language: string): StageState => ({
  ...emptyStage,
  stage: Object.fromEntries(persons.map((person) => [person, 1])),
  turn: turn(language),
});

function at(state: InterpretationState, language = "ru", floorLanguage = "en", voice = voices(), now = NOW) {
  return heard(language, state, onStage(["speaker"], floorLanguage), voice, now);
}

const floorFor = (reason: string): Heard => ({ interpreter: "", reason }) as Heard;

describe("what a listener hears", () => {
  it("is the interpreter on air", () => {
    expect(at(booths())).toEqual({ interpreter: A, reason: "on_air" });
  });

  it("is the floor when it was chosen, when there is no such channel, or when it speaks that language", () => {
    expect(at(booths(), "")).toEqual(floorFor("floor"));
    expect(at(booths(), "kk")).toEqual(floorFor("none"));
    expect(at(booths(), "constructor")).toEqual(floorFor("none"));
    expect(at(booths(), "ru", "ru")).toEqual(floorFor("same_language"));
  });

  it("is the interpreter again once whose language that was is off the stage", () => {
    expect(heard("ru", booths(), onStage(["other"], "ru"), voices(), NOW).reason).toBe("on_air");
    expect(heard("ru", booths({ holder: "speaker" }), onStage(["speaker"], "ru"), () => always, NOW)).toEqual(
      { interpreter: "speaker", reason: "on_air" },
    );
  });

  it("is the interpreter again once another has spoken for three seconds, as nobody says so without a scribe", () => {
    const [speaker, other] = [NOW - 10_000, NOW - 7000].map((sounded) => ({ ...speaking, sounded }));
    const both = onStage(["speaker", "other"], "ru");
    const ears = (known: Record<string, Voice | undefined>) =>
      heard("ru", booths(), both, (person) => known[person] ?? voices()(person), NOW).reason;
    expect(ears({ speaker, other })).toBe("on_air");
    expect(ears({ speaker: { ...speaking, sounded: NOW - 6000 }, other })).toBe("same_language");
    expect(ears({ speaker, other: { ...speaking, sounded: NOW - 7001 } })).toBe("same_language");
    expect(heard("ru", booths(), both, () => speaking, NOW).reason).toBe("same_language");
  });

  it("takes regional forms for the same language, and no language for none", () => {
    expect(sameLanguage("zh", "zh-hans")).toBe(true);
    expect(sameLanguage("zh-Hant", "zh-hans")).toBe(true);
    expect(sameLanguage("", "zh")).toBe(false);
    expect(at(booths(), "ru", "")).toEqual({ interpreter: A, reason: "on_air" });
  });

  it("is the floor, with the reason, wherever no interpreter is heard", () => {
    expect(at(booths({ holder: "" }))).toEqual(floorFor("empty"));
    expect(at(booths({ silenced: true }))).toEqual(floorFor("silenced"));
    expect(at(booths(), "ru", "en", voices({}))).toEqual(floorFor("absent"));
    for (const reason of ["empty", "silenced", "absent", "quiet"] as const) {
      expect(isMissing(reason)).toBe(true);
    }
    for (const reason of ["floor", "same_language", "none", "on_air", "arriving"] as const) {
      expect(isMissing(reason)).toBe(false);
    }
  });

  it("is the floor after three seconds without sound, and the interpreter again with the first sound", () => {
    const quiet = (since: number) => voices({ [A]: { ...speaking, sounded: NOW - since } });
    expect(at(booths(), "ru", "en", quiet(2999)).interpreter).toBe(A);
    expect(at(booths(), "ru", "en", quiet(3000))).toEqual(floorFor("quiet"));
    expect(at(booths(), "ru", "en", quiet(0)).interpreter).toBe(A);
  });

  it("leaves who just came the whole time: on air, or received, a moment ago", () => {
    const never = (since: number) => voices({ [A]: { track: "live", since, sounded: 0 } });
    expect(at(booths(), "ru", "en", never(NOW - 2000)).interpreter).toBe(A);
    expect(at(booths(), "ru", "en", never(NOW - 4000))).toEqual(floorFor("quiet"));
    expect(at(booths({ since: NOW - 1000 }), "ru", "en", never(NOW - 4000)).interpreter).toBe(A);
  });

  it("says that a voice is on its way before it says that there is none", () => {
    const arriving = (since: number) => voices({ [A]: { track: "arriving", since, sounded: 0 } });
    expect(at(booths(), "ru", "en", arriving(NOW - 500))).toEqual(floorFor("arriving"));
    expect(at(booths(), "ru", "en", arriving(NOW - 2000))).toEqual(floorFor("absent"));
  });
});

describe("a handover", () => {
  const agreed = booths({ next: B, next_at: NOW + 3000 });

  it("happens at its moment, without a further word, and never has two voices", () => {
    const at_ = (now: number) => at(agreed, "ru", "en", voices(), now).interpreter;
    expect([at_(NOW), at_(NOW + 2999), at_(NOW + 3000), at_(NOW + 3001)]).toEqual([A, A, B, B]);
  });

  it("is awaited, and whoever is next is received beforehand", () => {
    expect(nextMoment("ru", agreed, NOW)).toBe(NOW + 3000);
    expect(nextMoment("ru", agreed, NOW + 3000)).toBe(0);
    expect(nextMoment("ru", booths(), NOW)).toBe(0);
    expect(nextMoment("kk", agreed, NOW)).toBe(0);
    expect(feeding("ru", agreed, NOW)).toEqual([A, B]);
    expect(feeding("ru", agreed, NOW + 3000)).toEqual([B]);
    expect(feeding("kk", agreed, NOW)).toEqual([]);
  });

  it("gives the next one a fresh three seconds, even when silent until then", () => {
    const silent = voices({ [A]: speaking, [B]: { track: "live", since: NOW - 60_000, sounded: 0 } });
    expect(at(agreed, "ru", "en", silent, NOW + 5000).interpreter).toBe(B);
    expect(at(agreed, "ru", "en", silent, NOW + 6000)).toEqual(floorFor("quiet"));
  });

  it("ends silence: who comes on air is heard, whatever the last one pressed", () => {
    const state = booths({ silenced: true, next: B, next_at: NOW + 3000 });
    expect(at(state, "ru", "en", voices(), NOW + 2999)).toEqual(floorFor("silenced"));
    expect(at(state, "ru", "en", voices(), NOW + 3000).interpreter).toBe(B);
  });

  it("is heard at once when its entry comes late, and not at all when it was cancelled", () => {
    const entry = (kind: string, data: object, when: number) =>
      ({ stream: "s", seq: 1, at: when, kind, v: 1, data, redacted: false }) as never;
    const late = foldInterpretation(
      booths(),
      entry("handover.agreed", { language: "ru", to: B, at: NOW + 3000 }, NOW),
    );
    expect(at(late, "ru", "en", voices(), NOW + 9000).interpreter).toBe(B);
    const cancelled = foldInterpretation(late, entry("handover.cancelled", { language: "ru" }, NOW + 2500));
    expect(at(cancelled, "ru", "en", voices(), NOW + 9000)).toEqual({ interpreter: A, reason: "on_air" });
    const tooLate = foldInterpretation(late, entry("handover.cancelled", { language: "ru" }, NOW + 3500));
    expect(at(tooLate, "ru", "en", voices(), NOW + 9000).interpreter).toBe(B);
  });
});

describe("whose voice is floor sound", () => {
  const stage = (changed: Partial<StageState> = {}): StageState => ({ ...emptyStage, ...changed });

  it("is whose is on the stage, has the floor, or is voiced, interpreter or not", () => {
    for (const person of ["speaker", B]) {
      expect(isFloorVoice(booths(), stage({ stage: { [person]: 1 } }), person, NOW)).toBe(true);
      expect(isFloorVoice(booths(), stage({ floor: { [person]: 1 } }), person, NOW)).toBe(true);
      expect(isFloorVoice({ ...booths(), voiced: { [person]: 1 } }, stage(), person, NOW)).toBe(true);
    }
  });

  it("is not that of an interpreter on the stage while they are on air", () => {
    const both = stage({ stage: { [A]: 1 }, floor: { [A]: 1 } });
    expect(isFloorVoice(booths(), both, A, NOW)).toBe(false);
    expect(isFloorFace(booths(), both, A)).toBe(true);
    expect(isFloorVoice(booths({ silenced: true }), both, A, NOW)).toBe(true);
    expect(isFloorVoice({ ...booths(), voiced: { [A]: 1 } }, both, A, NOW)).toBe(true);
    expect(isFloorVoice(booths({ kind: "sign" }), both, A, NOW)).toBe(true);
    const handing = booths({ next: B, next_at: NOW + 3000 });
    const [before, after] = [NOW, NOW + 3000].map((now) =>
      [A, B].map((one) => isFloorVoice(handing, stage({ stage: { [A]: 1, [B]: 1 } }), one, now)),
    );
    expect([before, after]).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it("is nobody else's", () => {
    expect(isFloorVoice(booths(), stage(), "listener", NOW)).toBe(false);
    expect(isFloorVoice(booths(), stage(), A, NOW)).toBe(false);
  });

  it("does not become an interpreter's whose seat is taken back while they speak", () => {
    const entry = (kind: string, data: object) =>
      ({ stream: "s", seq: 1, at: NOW, kind, v: 1, data, redacted: false }) as never;
    const left = foldInterpretation(booths(), entry("booth.left", { booth: "one", person: A }));
    const returned = foldInterpretation(left, entry("channel.returned", { language: "ru" }));
    expect(isInterpreter(left, A)).toBe(false);
    expect(isFloorVoice(left, stage(), A, NOW)).toBe(false);
    expect(loudness(A, at(returned), 0.1, (person) => isFloorVoice(returned, stage(), person, NOW))).toBe(0);
  });
});

describe("how loud each is played", () => {
  const isFloor = (person: string) => person === "speaker";
  const onAir: Heard = { interpreter: A, reason: "on_air" };

  it("is the interpreter with the floor underneath, or the floor alone", () => {
    expect(loudness(A, onAir, 0.1, isFloor)).toBe(1);
    expect(loudness("speaker", onAir, 0.1, isFloor)).toBe(0.1);
    expect(loudness(B, onAir, 0.1, isFloor)).toBe(0);
    expect(loudness("speaker", floorFor("empty"), 0.1, isFloor)).toBe(1);
    expect(loudness(A, floorFor("quiet"), 0.1, isFloor)).toBe(0);
  });
});

describe("the rest", () => {
  it("counts who asked within ten seconds to speak more slowly", () => {
    const asked = { ...booths(), slowdowns: [NOW - 10_000, NOW - 9999, NOW - 1] };
    expect(slowdownsWithin(asked, NOW)).toBe(2);
    expect(slowdownsWithin(asked, NOW + 20_000)).toBe(0);
  });

  it("offers channels by kind, in one order", () => {
    const sign = channel({ language: "rsl", kind: "sign" });
    const state = {
      ...booths(),
      channels: { ru: channel(), rsl: sign, kk: channel({ language: "kk" }) },
    };
    expect(channelsOf(state, "audio").map((each) => each.language)).toEqual(["kk", "ru"]);
    expect(channelsOf(state, "sign")).toEqual([sign]);
  });
});
