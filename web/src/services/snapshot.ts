/** What GET snapshot answers: the room now, and what is needed to follow it. See room/queries.py. */
import type { RoomState } from "../protocol/states";
import { noChecks, type OwnChecks } from "../state/checks";
import type { CaptionFacts } from "./captioning";
import type { Ticket } from "./stream";

export interface Card {
  readonly name: string;
  readonly title: string;
  readonly specialty: string;
  readonly institution: string;
  readonly state: string;
}

export interface AgendaPart {
  readonly id: string;
  readonly title: string;
  /** What translations of the title are called. */
  readonly subject: string;
  readonly kind: string;
  readonly minutes: number;
  readonly speakers: readonly string[];
}

export interface Me {
  readonly id: string;
  readonly roles: readonly string[];
  readonly staff: boolean;
  readonly moderator: boolean;
  readonly speaker: boolean;
}

export interface Mine {
  readonly questions: readonly string[];
  readonly upvotes: readonly string[];
  readonly ballots: Readonly<Record<string, readonly number[]>>;
  /** Whether one has read that this is recorded. */
  readonly acknowledged: boolean;
  readonly checks: OwnChecks;
}

/** Before the room is read. */
export const nobody: Me = { id: "", roles: [], staff: false, moderator: false, speaker: false };
export const nothing: Mine = {
  questions: [],
  upvotes: [],
  ballots: {},
  acknowledged: false,
  checks: noChecks,
};

/** Where the room is read in a language, "" for all; without one in that of the pages. */
export function snapshotIn(read: string | undefined): string {
  return read === undefined ? "snapshot" : `snapshot?read=${encodeURIComponent(read)}`;
}

export interface StaffMember {
  readonly id: string;
  readonly roles: readonly string[];
}

export interface Snapshot {
  readonly seq: number;
  /** The server's clock, in milliseconds since 1970. */
  readonly now: number;
  readonly state: RoomState;
  readonly people: Readonly<Record<string, Card>>;
  readonly mine: Mine;
  readonly me: Me;
  readonly staff: readonly StaffMember[];
  readonly agenda: readonly AgendaPart[];
  readonly states: Readonly<Record<string, string>>;
  /** The language whose captions and translations are sent. */
  readonly read: string;
  readonly captions: CaptionFacts;
  readonly stream: Ticket;
  /** By what who watches the broadcast follows the log: "stream" as everybody, or "segments" beside the media. */
  readonly overflow_log: string;
}

export interface Slide {
  readonly number: number;
  readonly url: string;
  /** The same picture for a weak line. */
  readonly small: string;
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

export interface Deck {
  readonly id: string;
  readonly title: string;
  readonly contribution: string;
  readonly mine: boolean;
  readonly slides: readonly Slide[];
}

/** The decks with their pictures beside the media as well; without a folder as they are. */
export function besideMedia(decks: readonly Deck[], folder: string): readonly Deck[] {
  if (!folder) return decks;
  return decks.map((deck) => ({
    ...deck,
    slides: deck.slides.map((slide) => ({ ...slide, url: `${folder}slide-${deck.id}-${slide.number}.webp` })),
  }));
}
