// Made by tools/protocol.py from src/consilium/*/events.py: change it there.

export interface AnswerWritten {
  readonly id: string;
  readonly question: string;
  readonly text: string;
  readonly language: string;
  readonly by: string;
}

export interface BallotsTallied {
  readonly id: string;
  readonly counts: readonly number[];
  readonly voters: number;
}

export interface ContributionExtended {
  readonly contribution: string;
  readonly minutes: number;
}

export interface ContributionStarted {
  readonly contribution: string;
}

export interface DeckAdded {
  readonly deck: string;
  readonly title: string;
  readonly pages: number;
}

export interface DeckWithdrawn {
  readonly deck: string;
}

export interface FloorGiven {
  readonly person: string;
}

export interface FloorReturned {
  readonly person: string;
}

export interface HandLowered {
  readonly person: string;
}

export interface HandRaised {
  readonly person: string;
}

export interface LayoutChosen {
  readonly layout: string;
}

export interface MessagePosted {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly by: string;
  readonly backstage: boolean;
}

export interface MessageRemoved {
  readonly id: string;
}

export interface ParticipantReadmitted {
  readonly person: string;
}

export interface ParticipantRemoved {
  readonly person: string;
}

export interface PollClosed {
  readonly id: string;
}

export interface PollDiscarded {
  readonly id: string;
}

export interface PollDrafted {
  readonly id: string;
  readonly title: string;
  readonly form: string;
  readonly options: readonly string[];
}

export interface PollOpened {
  readonly id: string;
  readonly title: string;
  readonly form: string;
  readonly options: readonly string[];
  readonly closes_at: number;
}

export interface PollPublished {
  readonly id: string;
  readonly counts: readonly number[];
  readonly voters: number;
}

export interface PresenceTallied {
  readonly present: number;
  readonly states: Readonly<Record<string, number>>;
}

export interface QuestionAnswered {
  readonly id: string;
}

export interface QuestionAsked {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly asker: string;
  readonly anonymous: boolean;
}

export interface QuestionAssigned {
  readonly id: string;
  readonly to: string;
}

export interface QuestionAttributed {
  readonly id: string;
  readonly asker: string;
}

export interface QuestionDismissed {
  readonly id: string;
}

export interface QuestionMerged {
  readonly id: string;
  readonly into: string;
}

export interface QuestionOpened {
  readonly id: string;
}

export interface QuestionReleased {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly asker: string;
  readonly anonymous: boolean;
  readonly asked_at: number;
}

export interface QuestionTakenUp {
  readonly id: string;
}

export type SeminarEnded = Readonly<Record<string, never>>;

export type SeminarStarted = Readonly<Record<string, never>>;

export interface SlideShown {
  readonly deck: string;
  readonly page: number;
}

export interface StageEntered {
  readonly person: string;
}

export interface StageLeft {
  readonly person: string;
}

export interface UpvotesTallied {
  readonly votes: Readonly<Record<string, number>>;
}

/** A fact as it stands in an entry. */
export type Fact =
  | { readonly kind: "answer.written"; readonly v: 1; readonly data: AnswerWritten }
  | { readonly kind: "ballots.tallied"; readonly v: 1; readonly data: BallotsTallied }
  | { readonly kind: "contribution.extended"; readonly v: 1; readonly data: ContributionExtended }
  | { readonly kind: "contribution.started"; readonly v: 1; readonly data: ContributionStarted }
  | { readonly kind: "deck.added"; readonly v: 1; readonly data: DeckAdded }
  | { readonly kind: "deck.withdrawn"; readonly v: 1; readonly data: DeckWithdrawn }
  | { readonly kind: "floor.given"; readonly v: 1; readonly data: FloorGiven }
  | { readonly kind: "floor.returned"; readonly v: 1; readonly data: FloorReturned }
  | { readonly kind: "hand.lowered"; readonly v: 1; readonly data: HandLowered }
  | { readonly kind: "hand.raised"; readonly v: 1; readonly data: HandRaised }
  | { readonly kind: "layout.chosen"; readonly v: 1; readonly data: LayoutChosen }
  | { readonly kind: "message.posted"; readonly v: 1; readonly data: MessagePosted }
  | { readonly kind: "message.removed"; readonly v: 1; readonly data: MessageRemoved }
  | { readonly kind: "participant.readmitted"; readonly v: 1; readonly data: ParticipantReadmitted }
  | { readonly kind: "participant.removed"; readonly v: 1; readonly data: ParticipantRemoved }
  | { readonly kind: "poll.closed"; readonly v: 1; readonly data: PollClosed }
  | { readonly kind: "poll.discarded"; readonly v: 1; readonly data: PollDiscarded }
  | { readonly kind: "poll.drafted"; readonly v: 1; readonly data: PollDrafted }
  | { readonly kind: "poll.opened"; readonly v: 1; readonly data: PollOpened }
  | { readonly kind: "poll.published"; readonly v: 1; readonly data: PollPublished }
  | { readonly kind: "presence.tallied"; readonly v: 1; readonly data: PresenceTallied }
  | { readonly kind: "question.answered"; readonly v: 1; readonly data: QuestionAnswered }
  | { readonly kind: "question.asked"; readonly v: 1; readonly data: QuestionAsked }
  | { readonly kind: "question.assigned"; readonly v: 1; readonly data: QuestionAssigned }
  | { readonly kind: "question.attributed"; readonly v: 1; readonly data: QuestionAttributed }
  | { readonly kind: "question.dismissed"; readonly v: 1; readonly data: QuestionDismissed }
  | { readonly kind: "question.merged"; readonly v: 1; readonly data: QuestionMerged }
  | { readonly kind: "question.opened"; readonly v: 1; readonly data: QuestionOpened }
  | { readonly kind: "question.released"; readonly v: 1; readonly data: QuestionReleased }
  | { readonly kind: "question.taken_up"; readonly v: 1; readonly data: QuestionTakenUp }
  | { readonly kind: "seminar.ended"; readonly v: 1; readonly data: SeminarEnded }
  | { readonly kind: "seminar.started"; readonly v: 1; readonly data: SeminarStarted }
  | { readonly kind: "slide.shown"; readonly v: 1; readonly data: SlideShown }
  | { readonly kind: "stage.entered"; readonly v: 1; readonly data: StageEntered }
  | { readonly kind: "stage.left"; readonly v: 1; readonly data: StageLeft }
  | { readonly kind: "upvotes.tallied"; readonly v: 1; readonly data: UpvotesTallied };
