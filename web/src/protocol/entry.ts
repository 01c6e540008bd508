import type { Fact } from "./facts";

/** What every entry of the log carries on the wire. `at` is in milliseconds since 1970. */
interface Envelope {
  readonly seq: number;
  readonly at: number;
}

/** An entry whose fact this version knows. */
export type Entry = Envelope & Fact;

/** An entry as it arrives: perhaps redacted, perhaps of a kind or version that this page does not know yet. */
export interface WireEntry extends Envelope {
  readonly kind: string;
  readonly v: number;
  readonly data: unknown;
  readonly redacted?: boolean;
}

/** The entry as a fact to fold; reducers ignore kinds they do not know, and a redacted entry is none of them. */
export function known(wire: WireEntry): Entry {
  return (wire.redacted || wire.v !== 1 ? { ...wire, kind: "redacted" } : wire) as Entry;
}
