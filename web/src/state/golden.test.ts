/** The reducers on the golden logs, which the Python reducers run too. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { WireEntry } from "../protocol/entry";
import { emptyRoom, foldRoom } from "./room";

const folder = fileURLToPath(new URL("../../../tests/golden/", import.meta.url));
const logs = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));

describe("golden logs", () => {
  test.each(logs)("%s makes the room that Python makes", (name) => {
    const lines = readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1);
    const { state } = JSON.parse(lines.pop() ?? "{}");
    const entries = lines.map((line) => JSON.parse(line) as WireEntry);
    expect(entries.reduce(foldRoom, emptyRoom)).toEqual(state);
  });

  test("there are some", () => expect(logs.length).toBeGreaterThan(8));
});
