/** The state of a channel as the moderators read it: who is on air, and what is about to happen. */
import type { Channel } from "../protocol/states";
import { settled } from "./interpretation";

export type ChannelMark = "voice" | "handover" | "muted" | "nobody";

export interface ChannelLine {
  readonly language: string;
  readonly mark: ChannelMark;
  /** Who is on air, and who follows; "" when nobody does. */
  readonly holder: string;
  readonly next: string;
  /** Whole seconds until the handover's moment. */
  readonly seconds: number;
  readonly pivot: boolean;
}

export function channelLine(channel: Channel, now: number): ChannelLine {
  const { language, holder, next, next_at, silenced, pivot } = settled(channel, now);
  const seconds = next ? Math.ceil((next_at - now) / 1000) : 0;
  const mark = next ? "handover" : !holder ? "nobody" : silenced ? "muted" : "voice";
  return { language, mark, holder, next, seconds, pivot };
}

/** The language in which a person is on air now, "" when in none. */
export function heldBy(channels: Readonly<Record<string, Channel>>, person: string, now: number): string {
  const held = Object.values(channels).find((channel) => settled(channel, now).holder === person);
  return held?.language ?? "";
}

const ORDER: readonly ChannelMark[] = ["voice", "handover", "muted", "nobody"];

/** Lines, those with a voice first and then by the languages' tags; how many channels nobody is heard in. */
export function channelLines(
  channels: Readonly<Record<string, Channel>>,
  now: number,
): { lines: readonly ChannelLine[]; without: number } {
  const lines = Object.values(channels)
    .map((channel) => channelLine(channel, now))
    .sort((a, b) => rank(a) - rank(b) || a.language.localeCompare(b.language, "en"));
  return { lines, without: lines.filter(({ mark }) => mark === "nobody" || mark === "muted").length };
}

function rank({ mark }: ChannelLine): number {
  return ORDER.indexOf(mark);
}
