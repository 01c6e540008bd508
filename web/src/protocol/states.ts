// Made by tools/protocol.py from src/consilium/*/state.py: change it there.

export interface Part {
  readonly started_at: number;
  readonly extra_minutes: number;
}

export interface SeminarState {
  readonly status: string;
  readonly started_at: number;
  readonly ended_at: number;
  readonly running: string;
  readonly parts: Readonly<Record<string, Part>>;
}

export interface DeckState {
  readonly title: string;
  readonly pages: number;
}

export interface SlidesState {
  readonly decks: Readonly<Record<string, DeckState>>;
  readonly deck: string;
  readonly page: number;
}

export interface Answer {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly by: string;
  readonly at: number;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly asker: string;
  readonly anonymous: boolean;
  readonly asked_at: number;
  readonly status: string;
  readonly votes: number;
  readonly assigned: string;
  readonly merged_into: string;
  readonly answers: readonly Answer[];
}

export interface QuestionsState {
  readonly questions: Readonly<Record<string, Question>>;
  readonly answering: string;
  readonly answering_since: number;
}

export interface Poll {
  readonly id: string;
  readonly title: string;
  readonly form: string;
  readonly options: readonly string[];
  readonly status: string;
  readonly opened_at: number;
  readonly closes_at: number;
  readonly counts: readonly number[];
  readonly voters: number;
  readonly language: string;
}

export interface PollsState {
  readonly polls: Readonly<Record<string, Poll>>;
}

export interface Message {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly by: string;
  readonly at: number;
  readonly removed: boolean;
}

export interface ChatState {
  readonly messages: readonly Message[];
  readonly backstage: readonly Message[];
}

export interface Turn {
  readonly person: string;
  readonly language: string;
  readonly how: string;
  readonly since: number;
}

export interface StageState {
  readonly stage: Readonly<Record<string, number>>;
  readonly floor: Readonly<Record<string, number>>;
  readonly hands: Readonly<Record<string, number>>;
  readonly removed: Readonly<Record<string, number>>;
  readonly layout: string;
  readonly present: number;
  readonly states: Readonly<Record<string, number>>;
  readonly turn: Turn;
  readonly full: boolean;
}

export interface Booth {
  readonly id: string;
  readonly name: string;
  readonly languages: readonly string[];
  readonly team: readonly string[];
}

export interface Channel {
  readonly language: string;
  readonly kind: string;
  readonly pivot: boolean;
  readonly holder: string;
  readonly since: number;
  readonly silenced: boolean;
  readonly asked_by: string;
  readonly asked_for: string;
  readonly next: string;
  readonly next_at: number;
}

export interface BoothMessage {
  readonly id: string;
  readonly booth: string;
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export interface InterpretationState {
  readonly booths: Readonly<Record<string, Booth>>;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly voiced: Readonly<Record<string, number>>;
  readonly ready: Readonly<Record<string, number>>;
  readonly slowdowns: readonly number[];
  readonly messages: Readonly<Record<string, readonly BoothMessage[]>>;
}

export interface Cue {
  readonly id: string;
  readonly language: string;
  readonly text: string;
  readonly person: string;
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly engine: string;
  readonly original: string;
  readonly doubts: readonly string[];
  readonly revised_by: string;
  readonly lost: boolean;
}

export interface CaptionStatus {
  readonly status: string;
  readonly delay: number;
  readonly engine: string;
}

export interface CaptionsState {
  readonly cues: Readonly<Record<string, readonly Cue[]>>;
  readonly status: Readonly<Record<string, CaptionStatus>>;
}

export interface Reading {
  readonly text: string;
  readonly engine: string;
  readonly by: string;
  readonly doubts: readonly string[];
}

export interface TranslationState {
  readonly readings: Readonly<Record<string, Readonly<Record<string, Reading>>>>;
  readonly recognised: Readonly<Record<string, string>>;
  readonly wanted: Readonly<Record<string, number>>;
}

export interface Take {
  readonly id: string;
  readonly status: string;
  readonly started: number;
  readonly stopped: number;
  readonly hidden: readonly (readonly number[])[];
}

export interface RecordingsState {
  readonly takes: readonly Take[];
}

export interface Check {
  readonly id: string;
  readonly called: number;
  readonly seconds: number;
}

export interface ChecksState {
  readonly tab: boolean;
  readonly checks: readonly Check[];
}

export interface RoomState {
  readonly seminar: SeminarState;
  readonly slides: SlidesState;
  readonly questions: QuestionsState;
  readonly polls: PollsState;
  readonly chat: ChatState;
  readonly stage: StageState;
  readonly interpretation: InterpretationState;
  readonly captions: CaptionsState;
  readonly translation: TranslationState;
  readonly recordings: RecordingsState;
  readonly checks: ChecksState;
}
