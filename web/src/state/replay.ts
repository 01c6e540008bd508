/**
 * The clock of the replay, as pure rules: takes beside one another, the media's time and the wall's, and the log
 * folded to any moment. Moments are milliseconds since 1970; positions are milliseconds of what was recorded.
 */
import { known, type WireEntry } from "../protocol/entry";
import type { Poll, RoomState } from "../protocol/states";
import { own } from "./records";
import { emptyRoom, foldRoom } from "./room";

/** One take as GET archive tells it. `first` and `last`: what is there of it, 0 for nothing yet. */
export interface Recorded {
  readonly id: string;
  readonly status: string;
  readonly url: string;
  readonly started: number;
  readonly stopped: number;
  readonly first: number;
  readonly last: number;
  /** What of it is not shown: stretches from one moment to another, in their order. */
  readonly hidden: readonly (readonly number[])[];
  /** By rendition, how many decibels louder it is played. */
  readonly gains: Readonly<Record<string, number>>;
  readonly sounds: readonly RecordedSound[];
}

/** A sound of a take: the floor, or a channel. `light`: it is there for weak lines too. */
export interface RecordedSound {
  readonly rendition: string;
  readonly name: string;
  readonly language: string;
  readonly light: boolean;
}

/** A stretch of a take that is shown without a hole. */
export interface Span {
  readonly take: string;
  readonly from: number;
  readonly to: number;
}

/** What can be played of the takes, in its order: without what is hidden. */
export function spansOf(takes: readonly Recorded[]): Span[] {
  const hidden = new Map(takes.map((take) => [take.id, take.hidden]));
  return wholeOf(takes).flatMap((span) => without(span, hidden.get(span.take) ?? []));
}

function without(span: Span, hidden: Recorded["hidden"]): Span[] {
  const shown: Span[] = [];
  let { from } = span;
  for (const [begin = 0, end = 0] of [...hidden, [span.to, span.to]]) {
    if (Math.min(begin, span.to) > from) shown.push({ ...span, from, to: Math.min(begin, span.to) });
    from = Math.max(from, end);
  }
  return shown;
}

/**
 * All that was recorded, each take from where the one before it ends; the same as src/consilium/search/replays.py.
 * A place in a link counts on these: it means the same moment before something is hidden and after.
 */
export function wholeOf(takes: readonly Recorded[]): Span[] {
  const spans: Span[] = [];
  for (const { id, first, last } of [...takes].sort((a, b) => a.first - b.first)) {
    const from = Math.max(first, spans.at(-1)?.to ?? 0);
    if (first > 0 && last > from) spans.push({ take: id, from, to: last });
  }
  return spans;
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0);
}

/** When that was, of which so much was recorded before. Beyond the ends: the ends. */
export function momentAt(spans: readonly Span[], position: number): number {
  let left = Math.max(0, position);
  for (const span of spans) {
    const length = span.to - span.from;
    if (left < length) return span.from + left;
    left -= length;
  }
  return spans.at(-1)?.to ?? 0;
}

/** How much was recorded before a moment: the inverse of `momentAt`, a gap being nothing. */
export function positionOf(spans: readonly Span[], moment: number): number {
  return spans.reduce((sum, span) => sum + Math.min(Math.max(0, moment - span.from), span.to - span.from), 0);
}

/** The take that holds a moment; in a gap and before the first the one that follows, after all the last. */
export function spanAt(spans: readonly Span[], moment: number): Span | undefined {
  return spans.find((span) => moment < span.to) ?? spans.at(-1);
}

/** A stretch of one take: from `start` seconds of the media on, recorded from `at` on, `duration` seconds long. */
export interface Piece {
  readonly start: number;
  readonly duration: number;
  readonly at: number;
}

/**
 * The moment that the media's second was recorded at, in whole milliseconds as the log has them: who goes to a caption's
 * first moment must not stand a millionth before it. Undefined before anything is known of the take.
 */
export function toMoment(pieces: readonly Piece[], seconds: number): number | undefined {
  const piece = pieces[before(pieces, seconds, (one) => one.start) - 1] ?? pieces[0];
  if (!piece) return undefined;
  return Math.round(piece.at + Math.min(Math.max(0, seconds - piece.start), piece.duration) * 1000);
}

/** The media's second at which a moment is heard. What was not recorded is passed over. */
export function toSeconds(pieces: readonly Piece[], moment: number): number | undefined {
  const piece = pieces[before(pieces, moment, (one) => one.at) - 1] ?? pieces[0];
  if (!piece) return undefined;
  return piece.start + Math.min(Math.max(0, (moment - piece.at) / 1000), piece.duration);
}

/** How many of the sorted items lie at or before a value. */
function before<T>(items: readonly T[], value: number, key: (item: T) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(items[middle] as T) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Entries between two states that are kept: so many at most are folded after a jump. */
export const STRIDE = 256;

/** The log, and the room at any moment of it: the same fold as the room's, from the state kept before. */
export class Log {
  readonly entries: WireEntry[] = [];
  private readonly kept: RoomState[] = [emptyRoom];
  /** Never falling: two processes may write their clocks in another order than their numbers. */
  private readonly moments: number[] = [];
  private newest: RoomState = emptyRoom;
  private asked = { count: 0, state: emptyRoom };

  /** The room after all that is known. */
  get last(): RoomState {
    return this.newest;
  }

  /** The number of the newest entry, 0 for none. */
  get seq(): number {
    return this.entries.at(-1)?.seq ?? 0;
  }

  /** Add entries in their order; those known already are passed over. */
  add(entries: readonly WireEntry[]): void {
    for (const entry of entries) {
      if (entry.seq <= this.seq) continue;
      this.entries.push(entry);
      this.moments.push(Math.max(entry.at, this.moments.at(-1) ?? 0));
      this.newest = foldRoom(this.newest, entry);
      if (this.entries.length % STRIDE === 0) this.kept.push(this.newest);
    }
  }

  /** The room as it was then. The same object for as long as nothing happened in between. */
  at(moment: number): RoomState {
    const count = before(this.moments, moment, (one) => one);
    if (count === this.entries.length) return this.newest;
    if (count === this.asked.count) return this.asked.state;
    const kept = Math.floor(count / STRIDE);
    const onwards = this.asked.count < count && this.asked.count >= kept * STRIDE;
    let state = onwards ? this.asked.state : (this.kept[kept] as RoomState);
    for (const entry of this.entries.slice(onwards ? this.asked.count : kept * STRIDE, count))
      state = foldRoom(state, entry);
    this.asked = { count, state };
    return state;
  }
}

/** A part that starts at a contribution. */
export interface Chapter {
  readonly contribution: string;
  readonly from: number;
  /** 0 while it goes on. */
  readonly to: number;
}

export function chaptersOf(entries: readonly WireEntry[]): Chapter[] {
  const chapters: Chapter[] = [];
  const end = (at: number) => {
    const last = chapters.at(-1);
    if (last?.to === 0) chapters[chapters.length - 1] = { ...last, to: at };
  };
  for (const wire of entries) {
    const entry = known(wire);
    if (entry.kind === "seminar.ended") end(entry.at);
    if (entry.kind !== "contribution.started") continue;
    end(entry.at);
    chapters.push({ contribution: entry.data.contribution, from: entry.at, to: 0 });
  }
  return chapters;
}

/** Where the answer to a question begins. `later`: answered in writing, after the seminar. */
export interface AnswerPlace {
  readonly question: string;
  readonly at: number;
  readonly later: boolean;
}

/**
 * When it was taken up last, else when an answer was written. What was written after the seminar has no moment in
 * the recording: it stands at the moment of its question.
 */
export function answersOf(log: Log): AnswerPlace[] {
  const taken = new Map<string, number>();
  const written = new Map<string, number>();
  for (const wire of log.entries) {
    const entry = known(wire);
    if (entry.kind === "question.taken_up") taken.set(entry.data.id, entry.at);
    if (entry.kind === "question.answered" && !taken.has(entry.data.id)) written.set(entry.data.id, entry.at);
    if (entry.kind === "answer.written" && !written.has(entry.data.question))
      written.set(entry.data.question, entry.at);
  }
  const { questions, answering } = log.last.questions;
  const end = log.last.seminar.ended_at || Number.POSITIVE_INFINITY;
  return Object.values(questions)
    .filter((question) => question.status === "answered" || question.id === answering)
    .map(({ id, asked_at }) => {
      const at = taken.get(id) ?? written.get(id) ?? 0;
      return { question: id, at: at < end ? at : asked_at, later: at >= end };
    })
    .filter(({ at }) => at > 0)
    .sort((a, b) => a.at - b.at);
}

/**
 * The polls whose result was shown after the end. It has no moment in the recording: it stands where the poll does.
 */
export function resultsLater(log: Log): Poll[] {
  const end = log.last.seminar.ended_at || Number.POSITIVE_INFINITY;
  return log.entries.flatMap((wire) => {
    const entry = known(wire);
    if (entry.kind !== "poll.published" || entry.at < end) return [];
    return own(log.last.polls.polls, entry.data.id) ?? [];
  });
}

/** Who wrote the messages of the chats that can still be read, each once; the fold keeps the newest messages alone. */
export function writersOf(entries: readonly WireEntry[]): string[] {
  const by = new Map<string, string>();
  const shown = new Set<string>();
  for (const wire of entries) {
    const entry = known(wire);
    if (entry.kind === "message.posted") by.set(entry.data.id, entry.data.by);
    if (entry.kind === "message.removed") shown.delete(entry.data.id);
    if (entry.kind !== "message.posted" && entry.kind !== "message.worded") continue;
    if (entry.data.text) shown.add(entry.data.id);
    else shown.delete(entry.data.id);
  }
  return [...new Set([...shown].map((id) => by.get(id) ?? ""))].filter(Boolean);
}

/** "90", "1:30" or "1:02:03" of a link as milliseconds; undefined for anything else. */
export function positionIn(text: string | null): number | undefined {
  if (!text || !/^\d{1,6}(:\d{1,2}){0,2}$/.test(text)) return undefined;
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
