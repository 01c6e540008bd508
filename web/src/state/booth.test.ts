import { describe, expect, it } from "vitest";
import type { Booth, Channel, InterpretationState, StageState } from "../protocol/states";
import {
  type Air,
  bigButton,
  boothOf,
  ends,
  handoverStep,
  holding,
  isLost,
  left,
  mayTake,
  nextPartner,
  received,
  situation,
  slowdownWait,
  sourcesOf,
  speakerOf,
  spokenInto,
  TURN,
  turnClock,
  watched,
} from "./booth";
import { emptyInterpretation } from "./interpretation";
import { emptyStage } from "./stage";

const QUIET = {
  pivot: false,
  holder: "",
  since: 0,
  silenced: false,
  asked_by: "",
  asked_for: "",
  next: "",
  next_at: 0,
};
const channel = (language: string, values: Partial<Channel> = {}): Channel => ({
  language,
  kind: "audio",
  ...QUIET,
  ...values,
});
const booth: Booth = { id: "b1", name: "Booth 1", languages: ["ru", "zh-hans"], team: ["me", "partner"] };
const state = (channels: Channel[], more: Partial<InterpretationState> = {}): InterpretationState => ({
  ...emptyInterpretation,
  booths: { b1: booth },
  channels: Object.fromEntries(channels.map((one) => [one.language, one])),
  ...more,
});
const NOW = 1_000_000;

describe("the booth one works in", () => {
  it("is the one with one's seat", () => {
    expect(boothOf(state([]), "me")).toBe(booth);
    expect(boothOf(state([]), "stranger")).toBeUndefined();
    expect(boothOf(emptyInterpretation, "me")).toBeUndefined();
  });

  it("speaks into the language one is on air in, else the chosen, else the main one", () => {
    const free = [channel("ru"), channel("zh-hans")];
    expect(spokenInto(state(free), booth, "me", "", NOW)).toBe("ru");
    expect(spokenInto(state(free), booth, "me", "zh-hans", NOW)).toBe("zh-hans");
    expect(spokenInto(state(free), booth, "me", "kk", NOW)).toBe("ru");
    const held = [channel("ru"), channel("zh-hans", { holder: "me" })];
    expect(spokenInto(state(held), booth, "me", "ru", NOW)).toBe("zh-hans");
    const coming = [channel("ru"), channel("zh-hans", { holder: "partner", next: "me", next_at: NOW + 900 })];
    expect(spokenInto(state(coming), booth, "me", "ru", NOW)).toBe("zh-hans");
  });
});

describe("on air", () => {
  const air = (values: Partial<Channel>, more: Partial<InterpretationState> = {}) =>
    situation(state([channel("ru", values)], more), "me", "ru", NOW).air;

  it("is what the log says", () => {
    expect(air({})).toBe("free");
    expect(air({ holder: "me" })).toBe("on");
    expect(air({ holder: "me", silenced: true })).toBe("muted");
    expect(air({ holder: "partner" })).toBe("other");
    expect(air({ holder: "me" }, { voiced: { me: 1 } })).toBe("floor");
    expect(situation(state([]), "me", "ru", NOW).air).toBe("closed");
  });

  it("changes at the agreed moment without a further word", () => {
    const agreed = { holder: "partner", next: "me", next_at: NOW };
    expect(situation(state([channel("ru", agreed)]), "me", "ru", NOW - 1).air).toBe("other");
    expect(situation(state([channel("ru", agreed)]), "me", "ru", NOW).air).toBe("on");
    expect(situation(state([channel("ru", agreed)]), "partner", "ru", NOW).air).toBe("other");
  });

  it("may be taken when nobody is heard there", () => {
    const may = (values: Partial<Channel>) => mayTake(state([channel("ru", values)]), "ru", "me", NOW);
    expect(may({})).toBe(true);
    expect(may({ holder: "me" })).toBe(true);
    expect(may({ holder: "partner", silenced: true })).toBe(true);
    expect(may({ holder: "partner" })).toBe(false);
    expect(may({ next: "partner", next_at: NOW + 1 })).toBe(false);
    expect(mayTake(state([]), "ru", "me", NOW)).toBe(false);
  });

  it("may be taken from who is in the room no longer", () => {
    const may = (here: readonly string[] | undefined, values: Partial<Channel> = {}) =>
      mayTake(state([channel("ru", { holder: "partner", ...values })]), "ru", "me", NOW, here);
    expect(may(["me"])).toBe(true);
    expect(may(["me", "partner"])).toBe(false);
    expect(may(undefined)).toBe(false); // one is not there oneself, and sees nobody
    expect(may(["me"], { next: "me", next_at: NOW + 1 })).toBe(true);
    expect(may(["me"], { next: "third", next_at: NOW + 1 })).toBe(false);
    expect([isLost("", "me", []), isLost("me", "me", []), isLost("partner", "me", ["me"])]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe("the big button", () => {
  it("opens, and goes on air where one may", () => {
    expect(bigButton("free", false, true, false)).toEqual(["open", "take"]);
    expect(bigButton("other", false, false, false)).toEqual(["open"]);
    expect(bigButton("other", false, true, true)).toEqual(["open", "take"]);
    expect(bigButton("on", false, true, false)).toEqual(["open"]);
    expect(bigButton("muted", false, true, false)).toEqual(["open", "take"]);
  });

  it("goes on air with what is open, and closes what is on air", () => {
    expect(bigButton("free", true, true, false)).toEqual(["take"]);
    expect(bigButton("other", true, true, true)).toEqual(["take"]);
    expect(bigButton("other", true, true, false)).toEqual(["close"]); // a muted partner is not taken over from
    expect(bigButton("on", true, true, false)).toEqual(["close", "return"]);
    expect(bigButton("muted", true, true, false)).toEqual(["close", "return"]);
    expect(bigButton("floor", true, false, false)).toEqual(["close", "unvoice"]);
  });
});

it("coughs for as long as anything holds the button", () => {
  const letter = holding([], "letter", true);
  const both = holding(letter, "pointer", true);
  expect(holding(both, "pointer", false)).toEqual(["letter"]);
  expect(holding(letter, "pointer", false)).toBe(letter); // a pointer that only passes over it
  expect(holding(holding(both, "pointer", false), "letter", false)).toEqual([]);
});

it("ends what is sent with the turn, the channel and the seat", () => {
  const airs: Air[] = ["closed", "free", "other", "on", "muted", "floor"];
  expect(airs.map((now) => ends("on", now, true))).toEqual(["now", "", "soon", "", "", ""]);
  expect(airs.map((was) => ends(was, "closed", true))).toEqual(["", "", "", "now", "now", ""]);
  expect(airs.map((was) => ends(was, "closed", false))).toEqual(airs.map(() => "now"));
});

describe("the handover", () => {
  const seen = (values: Partial<Channel>, who = "me") =>
    situation(state([channel("ru", values)]), who, "ru", NOW);

  it("is seen from both sides", () => {
    const offered = { holder: "partner", asked_by: "partner", asked_for: "me" };
    expect(seen(offered)).toMatchObject({ handover: "asked_of_me", other: "partner" });
    expect(seen(offered, "partner")).toMatchObject({ handover: "asked_by_me", other: "me" });
    const wanted = { holder: "partner", asked_by: "me", asked_for: "me" };
    expect(seen(wanted)).toMatchObject({ handover: "asked_by_me", other: "partner" });
    expect(seen(wanted, "partner")).toMatchObject({ handover: "asked_of_me", other: "me" });
    expect(seen(wanted, "third").handover).toBe("between");
  });

  it("counts down to the moment", () => {
    const agreed = { holder: "partner", next: "me", next_at: NOW + 2400 };
    expect(seen(agreed)).toMatchObject({ handover: "in", other: "partner", left: 2400 });
    expect(seen(agreed, "partner")).toMatchObject({ handover: "out", other: "me", left: 2400 });
    expect(seen(agreed, "third").handover).toBe("between");
    expect(seen({ ...agreed, next_at: NOW }).handover).toBe("none");
  });

  it("is asked for, accepted, or waited for by one key", () => {
    expect(handoverStep(seen({ holder: "me" }), "partner")).toBe("ask");
    expect(handoverStep(seen({ holder: "me" }), "")).toBe("nobody");
    expect(handoverStep(seen({}), "partner")).toBe("nobody");
    expect(handoverStep(seen({ holder: "partner", asked_by: "partner", asked_for: "me" }), "partner")).toBe(
      "accept",
    );
    expect(handoverStep(seen({ holder: "me", asked_by: "me", asked_for: "partner" }), "partner")).toBe(
      "wait",
    );
    expect(handoverStep(seen({ holder: "me", next: "partner", next_at: NOW + 1 }), "partner")).toBe("wait");
  });

  it("goes to the chosen, else the ready, else whoever is here", () => {
    const team = ["a", "b", "c"];
    expect(nextPartner(team, {}, ["b", "c"], "c")).toBe("c");
    expect(nextPartner(team, { c: 1 }, ["b", "c"], "a")).toBe("c");
    expect(nextPartner(team, { a: 1 }, ["b", "c"], "")).toBe("b");
    expect(nextPartner(team, { a: 1 }, [], "a")).toBe("");
  });
});

describe("the turn's clock", () => {
  it("says what is left and when it is over", () => {
    expect(turnClock(NOW, NOW + TURN / 4, 0)).toEqual({
      gone: TURN / 4,
      left: (3 * TURN) / 4,
      share: 0.25,
      due: false,
    });
    expect(turnClock(NOW, NOW + TURN, 0)).toMatchObject({ left: 0, share: 1, due: true });
    expect(turnClock(NOW, NOW + TURN, 300_000)).toMatchObject({ left: 300_000, due: false });
    expect(turnClock(0, NOW, 0)).toMatchObject({ gone: 0, due: false });
  });
});

describe("what one may hear", () => {
  it("keeps its places: floor, pivots, the rest, partner; never one's own languages", () => {
    const channels = [
      channel("ru"),
      channel("uz"),
      channel("en", { pivot: true, holder: "x" }),
      channel("kk"),
    ];
    const signed = channel("rsl", { kind: "sign" });
    const ids = sourcesOf(state([...channels, signed]), booth, "me", NOW).map(({ id }) => id);
    expect(ids).toEqual(["floor", "relay:en", "relay:kk", "relay:uz", "partner"]);
    const alone = { ...booth, team: ["me"] };
    expect(sourcesOf(state([]), alone, "me", NOW).map(({ id }) => id)).toEqual(["floor"]);
  });

  it("is received: floor, partners, who is or will be on air", () => {
    const stage: StageState = { ...emptyStage, stage: { speaker: 1 } };
    const other: Booth = { id: "b2", name: "", languages: ["en"], team: ["x", "y", "z"] };
    const here = state([channel("en", { holder: "x", next: "y", next_at: NOW + 5 })], {
      booths: { b1: booth, b2: other },
    });
    const hears = (person: string) => received(here, stage, booth, "me", person, NOW);
    expect(["speaker", "partner", "x", "y", "z"].map(hears)).toEqual([true, true, true, true, false]);
    expect(received(here, stage, undefined, "me", "partner", NOW)).toBe(false);
  });

  it("shows who speaks: the loudest on the floor, else whose turn it is, else who is there", () => {
    const stage: StageState = {
      ...emptyStage,
      stage: { a: 1, b: 1 },
      turn: { ...emptyStage.turn, person: "b" },
    };
    expect(speakerOf(stage, ["a", "b", "x"], "a")).toBe("a");
    expect(speakerOf(stage, ["a", "b", "x"], "x")).toBe("b");
    expect(speakerOf(stage, ["a"], "")).toBe("a");
    expect(speakerOf(stage, [], "")).toBe("");
  });
});

it("asks for slower speech at most once in ten seconds", () => {
  expect(slowdownWait(0, NOW)).toBe(0);
  expect(slowdownWait(NOW - 4000, NOW)).toBe(6000);
  expect(slowdownWait(NOW - 40_000, NOW)).toBe(0);
});

describe("a sign language", () => {
  const signing: Booth = { id: "b2", name: "Signs", languages: ["rsl", "ru"], team: ["me", "partner"] };
  const signs = (values: Partial<Channel> = {}, more: Partial<InterpretationState> = {}) =>
    state([channel("rsl", { kind: "sign", ...values }), channel("ru")], { booths: { b2: signing }, ...more });
  const at = (one: InterpretationState, language = "rsl") => situation(one, "me", language, NOW);

  it("is worked in with the camera, and its channel is held as any other", () => {
    expect(at(signs())).toMatchObject({ signed: true, air: "free" });
    expect(at(signs({ holder: "me" }))).toMatchObject({ signed: true, air: "on" });
    expect(at(signs(), "ru").signed).toBe(false);
    expect(at(emptyInterpretation).signed).toBe(false);
  });

  it("shows the partner who signs, or will in a moment, and nobody else", () => {
    const sees = (one: InterpretationState, person: string) =>
      watched(one, emptyStage, signing, "me", person, NOW);
    expect(sees(signs({ holder: "partner" }), "partner")).toBe(true);
    expect(sees(signs({ holder: "me", next: "partner", next_at: NOW + 1 }), "partner")).toBe(true);
    expect(sees(signs({ holder: "me" }), "partner")).toBe(false);
    const other = { ...signing, id: "b3", team: ["other"] };
    expect(sees(signs({ holder: "other" }, { booths: { b2: signing, b3: other } }), "other")).toBe(false);
  });

  it("has no partner to hear where both only sign", () => {
    const heard = (languages: string[]) =>
      sourcesOf(signs(), { ...signing, languages }, "me", NOW).map(({ id }) => id);
    expect(heard(["rsl"])).toEqual(["floor", "relay:ru"]);
    expect(heard(["rsl", "ru"])).toEqual(["floor", "partner"]);
  });

  it("ends the voice when the hands begin, and the other way round", () => {
    const [hands, voice] = [at(signs({ holder: "me" })), at(signs(), "ru")];
    expect([left(voice, hands), left(hands, voice), left(hands, hands)]).toEqual(["voice", "picture", ""]);
    const floor = at(signs({ holder: "me", silenced: true }, { voiced: { me: 1 } }));
    expect([left(hands, floor), left(floor, hands)]).toEqual(["", "voice"]);
    expect(left(hands, at(emptyInterpretation))).toBe(""); // the channel is closed: see `ends`
  });
});
