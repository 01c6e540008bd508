/** What arrives, looked at before it is used. */
import type { WireEntry } from "../protocol/entry";
import type { Card } from "./snapshot";

/** Ids of persons that an entry speaks of. */
export function personsIn(entry: WireEntry): string[] {
  const data = (entry.data ?? {}) as Record<string, unknown>;
  return ["person", "asker", "by", "to"]
    .map((field) => data[field])
    .filter((id): id is string => typeof id === "string" && id.length === 26);
}

export function isPoint(value: unknown): value is { x: number; y: number } {
  const point = value as { x?: unknown; y?: unknown } | null;
  const inside = (n: unknown) => typeof n === "number" && n >= 0 && n <= 1;
  return inside(point?.x) && inside(point?.y);
}

/** Who is not known here (any longer). */
export const UNKNOWN: Card = { name: "", title: "", specialty: "", institution: "", state: "" };
