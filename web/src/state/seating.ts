/**
 * Where one's sound and picture come from, as a pure rule: the SFU ("room"), or the recording while it is written
 * ("broadcast"), some seconds behind. The same seminar, the same page.
 */

/** "waiting": all seats are taken and nothing is recorded, so neither can be had now. */
export type Place = "off" | "room" | "broadcast" | "waiting";

export interface Standing {
  /** Whether this person may have sound and picture now. */
  readonly may: boolean;
  /** On the stage or with the floor: nobody speaks from a broadcast. */
  readonly speaks: boolean;
  /** The server had no seat for them when it was asked last. */
  readonly refused: boolean;
  /** They would rather watch the broadcast: it is steadier. */
  readonly wishes: boolean;
  /** Whether there is something to watch. */
  readonly recorded: boolean;
}

export function placeOf({ may, speaks, refused, wishes, recorded }: Standing): Place {
  if (!may) return "off";
  if (speaks) return "room";
  if (recorded && (refused || wishes)) return "broadcast";
  return refused ? "waiting" : "room";
}

/** Milliseconds within which those who wait come in when seats are free again: all at once would be a stampede. */
export const SPREAD = 10_000;
