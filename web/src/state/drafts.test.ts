import { describe, expect, test } from "vitest";
import { answered, type Draft, nothingWritten, taken } from "./drafts";

const write = (draft: Draft, text: string): Draft => ({ ...draft, text });

describe("words that are sent", () => {
  test("leave the field at once, and what is written meanwhile stays", () => {
    const sent = taken(write(nothingWritten, "A"), "key-1");
    expect(sent).toMatchObject({ text: "", busy: true, tried: { text: "A", key: "key-1" } });
    expect(answered(write(sent, "B"), true)).toEqual({ text: "B", anonymous: false, busy: false });
  });

  test("come back in front of what was written meanwhile", () => {
    const sent = taken(write(nothingWritten, "A"), "key-1");
    expect(answered(write(sent, "B"), false).text).toBe("A B");
    expect(answered(sent, false).text).toBe("A");
  });

  test("go again under their key, and under a fresh one once they were changed", () => {
    const back = answered(taken(write(nothingWritten, "A"), "key-1"), false);
    expect(taken(back, "key-2").tried.key).toBe("key-1");
    expect(taken(write(back, "B"), "key-2").tried).toMatchObject({ text: "B", key: "key-2" });
    expect(taken({ ...back, anonymous: true }, "key-2").tried.key).toBe("key-2");
  });

  test("are something new after they arrived, even the same", () => {
    const arrived = answered(taken(write(nothingWritten, "A"), "key-1"), true);
    expect(taken(write(arrived, "A"), "key-2").tried.key).toBe("key-2");
  });

  test("that came back without a name keep it withheld", () => {
    const sent = taken({ ...nothingWritten, text: "A", anonymous: true }, "key-1");
    expect(answered({ ...sent, anonymous: false }, false).anonymous).toBe(true);
  });
});
