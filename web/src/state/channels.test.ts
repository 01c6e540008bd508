import { expect, test } from "vitest";
import type { Channel } from "../protocol/states";
import { channelLine, channelLines, heldBy } from "./channels";

const NOBODY: Channel = {
  language: "ru",
  kind: "audio",
  pivot: false,
  holder: "",
  since: 0,
  silenced: false,
  asked_by: "",
  asked_for: "",
  next: "",
  next_at: 0,
};

test("a channel is without a voice, on air, muted, or about to change", () => {
  const held = { ...NOBODY, holder: "lee", since: 1 };
  expect(channelLine(NOBODY, 5000).mark).toBe("nobody");
  expect(channelLine(held, 5000).mark).toBe("voice");
  expect(channelLine({ ...held, silenced: true }, 5000).mark).toBe("muted");
  expect(channelLine({ ...held, next: "mira", next_at: 7100 }, 5000)).toMatchObject({
    mark: "handover",
    holder: "lee",
    next: "mira",
    seconds: 3,
  });
});

test("an agreed handover has happened when its moment has come", () => {
  const agreed = { ...NOBODY, holder: "lee", silenced: true, next: "mira", next_at: 7100 };
  expect(channelLine(agreed, 7100)).toMatchObject({ mark: "voice", holder: "mira", next: "", seconds: 0 });
});

test("lines stand in one order, and those that nobody is heard in are counted", () => {
  const channels = {
    ru: NOBODY,
    kk: { ...NOBODY, language: "kk", holder: "a", silenced: true },
    en: { ...NOBODY, language: "en", holder: "b" },
  };
  const { lines, without } = channelLines(channels, 0);
  expect(lines.map(({ language }) => language)).toEqual(["en", "kk", "ru"]);
  expect(without).toBe(2);
});

test("who is on air somewhere is known, also when a handover has just happened", () => {
  const channels = {
    ru: { ...NOBODY, holder: "lee", next: "mira", next_at: 7100 },
    kk: { ...NOBODY, language: "kk" },
  };
  expect(["lee", "mira"].map((person) => heldBy(channels, person, 7000))).toEqual(["ru", ""]);
  expect(["lee", "mira"].map((person) => heldBy(channels, person, 7100))).toEqual(["", "ru"]);
});
