import { describe, expect, test } from "vitest";
import type { Question } from "../protocol/states";
import { candidates, likeliest, likeness, tokens } from "./likeness";

describe("likeness", () => {
  test("sees the same question in other words of the same stem", () => {
    const one = "How long can we reuse the concentrator filters?";
    expect(likeness(one, "Can concentrator filter be reused, and for how long?")).toBeGreaterThan(0.5);
    expect(
      likeness("Сколько служит фильтр концентратора?", "Какой срок у фильтров концентраторов?"),
    ).toBeGreaterThan(0.3);
  });

  test("sees nothing in common where there is nothing", () => {
    expect(likeness("Which masks should we store?", "When is the next seminar?")).toBe(0);
    expect(likeness("", "anything")).toBe(0);
    expect(likeness("!!!", "???")).toBe(0);
  });

  test("compares scripts without spaces by pairs of signs", () => {
    expect(tokens("氧气治疗")).toEqual(new Set(["氧气", "气治", "治疗"]));
    expect(likeness("氧气治疗多久?", "氧气治疗需要多久?")).toBeGreaterThan(0.5);
  });

  test("figures count however short", () => expect(tokens("at 92 %").has("92")).toBe(true));
});

describe("what a question may be merged into", () => {
  const make = (id: string, text: string, more: Partial<Question> = {}): Question => ({
    id,
    text,
    language: "en",
    asker: "",
    anonymous: false,
    asked_at: 0,
    status: "open",
    votes: 0,
    assigned: "",
    merged_into: "",
    answers: [],
    ...more,
  });

  test("likely ones first, then by votes; never itself, the dismissed or the merged", () => {
    const own = make("a", "humidifier bottle between patients");
    const all = [
      own,
      make("b", "prone position for awake patients", { votes: 9 }),
      make("c", "reuse of a humidifier bottle", { votes: 1 }),
      make("d", "humidifier bottle", { status: "dismissed" }),
      make("e", "humidifier bottle", { merged_into: "c", status: "dismissed" }),
      make("f", "nothing at all", { votes: 20 }),
    ];
    const found = candidates(own, all);
    expect(found.map(({ question }) => question.id)).toEqual(["c", "b", "f"]);
    expect(found.map(({ likely }) => likely)).toEqual([true, false, false]);
    expect(likeliest(own, all)?.id).toBe("c");
  });

  test("the likeliest is found in another language by what one reads, and there may be none", () => {
    const own = make("a", "humidifier bottle between patients");
    const other = make("b", "Можно ли использовать увлажнитель у другого больного?", { language: "ru" });
    const read = ({ id, text }: Question) => (id === "b" ? "a humidifier bottle for another patient" : text);
    expect(likeliest(own, [own, other])).toBeUndefined();
    expect(likeliest(own, [own, other], read)?.id).toBe("b");
  });
});
