import { describe, expect, it } from "vitest";
import type { WireEntry } from "../protocol/entry";
import { Refused } from "./api";
import { Rereading } from "./rereading";

/** A server that answers when told to. */
function ground() {
  const asked: { language: string; answer(room: string): void; refuse(status: number): void }[] = [];
  const taken: string[] = [];
  let language = "ru";
  const rereading = new Rereading<string>({
    read: (tag) =>
      new Promise((answer, reject) => {
        const refuse = (status: number) => reject(new Refused(status, "code", "No."));
        asked.push({ language: tag, answer, refuse });
      }),
    take: (room) => {
      taken.push(room);
      language = room.split(" ")[0] ?? "";
    },
    language: () => language,
  });
  const settle = async () => {
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
  };
  return { rereading, asked, taken, settle };
}

describe("reading the room anew", () => {
  it("takes the room that was asked for last, whichever answer comes first", async () => {
    const { rereading, asked, taken } = ground();
    const [first, second] = [rereading.as("kk"), rereading.as("hi")];
    asked[1]?.answer("hi new");
    asked[0]?.answer("kk old");
    expect([await first, await second, taken]).toEqual([false, true, ["hi new"]]);
  });

  it("waits for the choice of another language, and then reads that one", async () => {
    const { rereading, asked, taken, settle } = ground();
    const choice = rereading.as("kk");
    const again = rereading.again();
    await settle();
    expect(asked.length).toBe(1);
    const later = rereading.as("hi"); // chosen while the first was underway
    asked[0]?.answer("kk a");
    asked[1]?.answer("hi b");
    expect([await choice, await later]).toEqual([false, true]);
    await settle();
    expect(asked.map((one) => one.language)).toEqual(["kk", "hi", "hi"]);
    asked[2]?.answer("hi c");
    await again;
    expect(taken).toEqual(["hi b", "hi c"]);
  });

  it("tries again when there is no line, and not when it is refused or nobody looks any longer", async () => {
    const { rereading, asked, taken, settle } = ground();
    const again = rereading.again();
    await settle();
    asked[0]?.refuse(0);
    await settle();
    asked[1]?.answer("ru a");
    await again;
    expect(taken).toEqual(["ru a"]);
    const refused = rereading.again();
    await settle();
    asked[2]?.refuse(403);
    await refused;
    expect(asked.length).toBe(3);
    rereading.close();
    await rereading.again();
    expect(asked.length).toBe(3);
  });

  it("is due when one's own seat or roles have changed, and not another's", async () => {
    const { rereading, asked, settle } = ground();
    const tell = async (kind: string, data: object | null) => {
      rereading.told({ seq: 1, at: 1, v: 1, kind, data } as WireEntry, "me", undefined);
      await settle();
      return asked.length;
    };
    expect(await tell("booth.left", { booth: "b", person: "other" })).toBe(0);
    expect(await tell("floor.given", { person: "me" })).toBe(0);
    expect(await tell("booth.left", null)).toBe(0);
    expect(await tell("booth.joined", { booth: "b", person: "me" })).toBe(1);
    asked[0]?.answer("ru a");
    await settle();
    expect(await tell("booth.left", { booth: "b", person: "me" })).toBe(2);
    asked[1]?.answer("ru b");
    await settle();
    expect(await tell("roles.changed", { person: "other", staff: false })).toBe(2);
    expect(await tell("roles.changed", { person: "me", staff: false })).toBe(3);
  });
});
