import { describe, expect, test } from "vitest";
import { attendance, backstage, panel, queue } from "./backstage";
import { emptyStage } from "./stage";

const peer = (identity: string) => ({
  identity,
  microphoneOn: false,
  costly: false,
  speaking: false,
  camera: undefined,
  screen: undefined,
});
const nameOf = (person: string) => person;

describe("backstage", () => {
  const staff = ["zoe", "amy", "bob", "out"].map((id) => ({ id, roles: ["panellist"] }));
  const stage = { ...emptyStage, stage: { zoe: 1, guest: 2 }, removed: { out: 3 } };

  test("on stage, connected, missing; a guest on the stage stands there too, who was removed does not", () => {
    const found = backstage(staff, stage, [peer("zoe"), peer("bob")], nameOf);
    expect(found.map((one) => one.person)).toEqual(["zoe", "bob", "guest", "amy"]);
    expect(found[0]?.onStage).toBe(true);
    expect(found[2]?.peer).toBeUndefined();
    expect(found[2]?.roles).toEqual([]);
  });

  test("interpreters and captioners have places of their own", () => {
    const people = [
      { id: "lee", roles: ["interpreter"] },
      { id: "kim", roles: ["captioner", "interpreter"] },
      { id: "ana", roles: ["interpreter", "panellist"] },
    ];
    const found = backstage(people, emptyStage, [peer("lee"), peer("ana")], nameOf);
    expect(found.map((one) => one.person)).toEqual(["ana"]);
  });
});

describe("the panel", () => {
  test("is the speakers on the stage, not the interpreters, and no guest", () => {
    const staff = [
      { id: "amy", roles: ["panellist"] },
      { id: "bob", roles: ["interpreter"] },
      { id: "zoe", roles: ["organiser", "chair"] },
      { id: "eve", roles: ["panellist"] },
    ];
    const stage = { ...emptyStage, stage: { amy: 1, bob: 1, zoe: 1, guest: 1 } };
    expect(panel(staff, stage, ["zoe", "bob", "guest"])).toEqual(["zoe"]);
    expect(panel(staff, stage, [])).toEqual(["amy", "zoe"]);
  });
});

describe("the queue of hands", () => {
  test("is in the order in which they went up", () => {
    expect(queue({ b: 20, a: 30, c: 20 }).map(([person]) => person)).toEqual(["b", "c", "a"]);
  });
});

describe("attendance", () => {
  test("the largest first, unknown states last, empty ones not at all", () => {
    expect(attendance({ "": 50, KZ: 20, IN: 80, BY: 0 })).toEqual([
      { code: "IN", count: 80, percent: 100 },
      { code: "KZ", count: 20, percent: 25 },
      { code: "", count: 50, percent: 63 },
    ]);
    expect(attendance({})).toEqual([]);
  });
});
