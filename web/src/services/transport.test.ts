import { expect, test } from "vitest";
import { protocolOf, type Stat } from "./transport";

type Stats = [string, Stat][];

const candidates: Stats = [
  ["L1", { type: "local-candidate", protocol: "udp" }],
  ["L2", { type: "local-candidate", protocol: "tcp" }],
];
const pair = (localCandidateId: string, state: string, nominated = true): Stat => ({
  type: "candidate-pair",
  localCandidateId,
  state,
  nominated,
});

test("the pair in use decides", () => {
  const tried: Stats = [...candidates, ["P1", pair("L1", "failed")], ["P2", pair("L2", "succeeded")]];
  expect(protocolOf(new Map(tried))).toBe("TCP");
  expect(protocolOf(new Map([...candidates, ["P1", pair("L1", "succeeded")]]))).toBe("UDP");
});

test("before anything is connected nothing is said", () => {
  expect(protocolOf(new Map([...candidates, ["P1", pair("L1", "succeeded", false)]]))).toBeUndefined();
  expect(protocolOf(new Map())).toBeUndefined();
});
