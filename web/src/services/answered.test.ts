import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tells } from "../state/answered";
import { type Answered, AnsweredBefore, PAUSE } from "./answered";
import { Api } from "./api";

const words = (text: string) => ({ text, language: "en", machine: false });
const one: Answered = {
  question: words("Which dose?"),
  answer: words("40 mg."),
  seminar: "S",
  url: "/r?t=9",
};

/** A server that keeps what it was asked, and answers when it is told to. */
function server() {
  const asked: { text: string; signal: AbortSignal; answer(found: unknown, status?: number): void }[] = [];
  const fetch = ((url: string, init: RequestInit) =>
    new Promise((resolve, reject) => {
      const signal = init.signal as AbortSignal;
      signal.addEventListener("abort", () => reject(new DOMException("gone", "AbortError")));
      const text = new URL(url, "http://here").searchParams.get("text") ?? "";
      const answer = (found: unknown, status = 200) =>
        found instanceof Error ? reject(found) : resolve(new Response(JSON.stringify(found), { status }));
      asked.push({ text, signal, answer });
    })) as typeof globalThis.fetch;
  const before = new AnsweredBefore(new Api("s", { fetch, offline: () => "", cookie: () => "" }));
  const settled = () => vi.advanceTimersByTimeAsync(0);
  const pause = () => vi.advanceTimersByTimeAsync(PAUSE);
  return { asked, before, settled, pause };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("two telling words", () => {
  test.each(["dose heparin", "Доза гепарина", "肺炎患者的氧气", "هپارین برای کودک", "हेपरिन खुराक"])(
    "%s",
    (text) => {
      expect(tells(text)).toBe(true);
    },
  );
  test.each(["", "dose", "dose dose DOSE", "is it so", "肺炎", "???? ????", "🙂🙂🙂🙂 🙂🙂🙂🙂"])(
    "not %s",
    (text) => {
      expect(tells(text)).toBe(false);
    },
  );
});

describe("answered before", () => {
  test("the archive is asked once, when the typing pauses", async () => {
    const { asked, before, pause, settled } = server();
    for (const text of ["dose of h", "dose of hepa", "dose of heparin"]) before.typed(text);
    await pause();
    expect(asked.map(({ text }) => text)).toEqual(["dose of heparin"]);
    before.typed("dose of heparin ");
    await pause();
    expect(asked.length).toBe(1);
    asked[0]?.answer([one]);
    await settled();
    expect(before.found.value).toEqual([one]);
  });

  test("what was typed since then cancels the asking, and a late answer is not shown", async () => {
    const { asked, before, pause, settled } = server();
    before.typed("dose of heparin");
    await pause();
    before.typed("dose of heparin for children");
    expect(asked[0]?.signal.aborted).toBe(true);
    await pause();
    asked[1]?.answer([one]);
    asked[0]?.answer([]);
    await settled();
    expect(before.found.value).toEqual([one]);
  });

  test("too little takes back what was offered", async () => {
    const { asked, before, pause, settled } = server();
    before.typed("dose of heparin");
    await pause();
    asked[0]?.answer([one]);
    await settled();
    before.typed("dose");
    expect(before.found.value).toEqual([]);
    await pause();
    expect(asked.length).toBe(1);
  });

  test("without a line, or refused, nothing is offered, said or tried again", async () => {
    const { asked, before, pause, settled } = server();
    for (const [text, answer, status] of [
      ["dose of heparin", new TypeError("failed to fetch"), 0],
      ["dose of oxygen", { error: "not_a_member", message: "No." }, 401],
      ["dose of insulin", {}, 502],
    ] as const) {
      before.typed(text);
      await pause();
      asked.at(-1)?.answer(answer, status || undefined);
      await settled();
      expect(before.found.value).toEqual([]);
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.length).toBe(3);
  });

  test("closed, it stays away until another question is begun", async () => {
    const { asked, before, pause } = server();
    before.typed("dose of heparin");
    await pause();
    before.close();
    before.typed("dose of heparin for children");
    await pause();
    expect(asked.length).toBe(1);
    before.typed("");
    before.typed("oxygen at altitude");
    await pause();
    expect(asked.length).toBe(2);
  });
});
