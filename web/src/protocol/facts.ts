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

export interface BoothClosed {
  readonly id: string;
}

export interface BoothJoined {
  readonly booth: string;
  readonly person: string;
}

export interface BoothLeft {
  readonly booth: string;
  readonly person: string;
}

export interface BoothMessagePosted {
  readonly id: string;
  readonly booth: string;
  readonly text: string;
  readonly by: string;
}

export interface BoothOpened {
  readonly id: string;
  readonly name: string;
  readonly languages: readonly string[];
}

export interface CaptionsReported {
  readonly language: string;
  readonly status: string;
  readonly delay: number;
  readonly engine: string;
}

export interface ChannelClosed {
  readonly language: string;
}

export interface ChannelOpened {
  readonly language: string;
  readonly kind: string;
}

export interface ChannelResumed {
  readonly language: string;
}

export interface ChannelReturned {
  readonly language: string;
}

export interface ChannelSilenced {
  readonly language: string;
}

export interface ChannelTaken {
  readonly language: string;
  readonly person: string;
}

export interface CheckCalled {
  readonly id: string;
  readonly seconds: number;
}

export interface ChecksPlanned {
  readonly tab: boolean;
}

export interface ContributionExtended {
  readonly contribution: string;
  readonly minutes: number;
}

export interface ContributionStarted {
  readonly contribution: string;
}

export interface CueFinalised {
  readonly id: string;
  readonly language: string;
  readonly text: string;
  readonly person: string;
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly engine: string;
}

export interface CueLost {
  readonly id: string;
  readonly language: string;
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

export interface CueRevised {
  readonly id: string;
  readonly language: string;
  readonly text: string;
  readonly by: string;
  readonly engine: string;
  readonly doubts: readonly string[];
}

export interface CueTranslated {
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
}

export interface CuesHidden {
  readonly ids: readonly string[];
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

export interface FloorTurned {
  readonly person: string;
  readonly language: string;
  readonly how: string;
}

export interface HandLowered {
  readonly person: string;
}

export interface HandRaised {
  readonly person: string;
}

export interface HandoverAgreed {
  readonly language: string;
  readonly to: string;
  readonly at: number;
}

export interface HandoverAsked {
  readonly language: string;
  readonly by: string;
  readonly to: string;
}

export interface HandoverCancelled {
  readonly language: string;
}

export interface InterpreterReadied {
  readonly person: string;
  readonly ready: boolean;
}

export interface InterpreterVoiced {
  readonly person: string;
  readonly on: boolean;
}

export interface LanguageWanted {
  readonly language: string;
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

export interface MessageWorded {
  readonly id: string;
  readonly text: string;
}

export interface ParticipantReadmitted {
  readonly person: string;
}

export interface ParticipantRemoved {
  readonly person: string;
}

export interface PivotMarked {
  readonly language: string;
  readonly pivot: boolean;
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
  readonly language: string;
}

export interface PollOpened {
  readonly id: string;
  readonly title: string;
  readonly form: string;
  readonly options: readonly string[];
  readonly closes_at: number;
  readonly language: string;
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

export interface QuestionWorded {
  readonly id: string;
  readonly text: string;
  readonly answers: Readonly<Record<string, string>>;
}

export interface RecordingCut {
  readonly take: string;
  readonly hidden: readonly (readonly number[])[];
}

export interface RecordingReported {
  readonly take: string;
  readonly status: string;
}

export interface RecordingStarted {
  readonly take: string;
}

export interface RecordingStopped {
  readonly take: string;
}

export interface RolesChanged {
  readonly person: string;
  readonly staff: boolean;
}

export interface SeatsTallied {
  readonly free: number;
}

export type SeminarEnded = Readonly<Record<string, never>>;

export type SeminarStarted = Readonly<Record<string, never>>;

export interface SlideShown {
  readonly deck: string;
  readonly page: number;
}

export type SlowdownAsked = Readonly<Record<string, never>>;

export interface StageEntered {
  readonly person: string;
}

export interface StageLeft {
  readonly person: string;
}

export interface TextRecognised {
  readonly subject: string;
  readonly language: string;
}

export interface TextTranslated {
  readonly subject: string;
  readonly language: string;
  readonly text: string;
  readonly engine: string;
  readonly by: string;
  readonly doubts: readonly string[];
}

export interface TextWithdrawn {
  readonly subject: string;
}

export interface UpvotesTallied {
  readonly votes: Readonly<Record<string, number>>;
}

/** A fact as it stands in an entry. */
export type Fact =
  | { readonly kind: "answer.written"; readonly v: 1; readonly data: AnswerWritten }
  | { readonly kind: "ballots.tallied"; readonly v: 1; readonly data: BallotsTallied }
  | { readonly kind: "booth.closed"; readonly v: 1; readonly data: BoothClosed }
  | { readonly kind: "booth.joined"; readonly v: 1; readonly data: BoothJoined }
  | { readonly kind: "booth.left"; readonly v: 1; readonly data: BoothLeft }
  | { readonly kind: "booth.message_posted"; readonly v: 1; readonly data: BoothMessagePosted }
  | { readonly kind: "booth.opened"; readonly v: 1; readonly data: BoothOpened }
  | { readonly kind: "captions.reported"; readonly v: 1; readonly data: CaptionsReported }
  | { readonly kind: "channel.closed"; readonly v: 1; readonly data: ChannelClosed }
  | { readonly kind: "channel.opened"; readonly v: 1; readonly data: ChannelOpened }
  | { readonly kind: "channel.resumed"; readonly v: 1; readonly data: ChannelResumed }
  | { readonly kind: "channel.returned"; readonly v: 1; readonly data: ChannelReturned }
  | { readonly kind: "channel.silenced"; readonly v: 1; readonly data: ChannelSilenced }
  | { readonly kind: "channel.taken"; readonly v: 1; readonly data: ChannelTaken }
  | { readonly kind: "check.called"; readonly v: 1; readonly data: CheckCalled }
  | { readonly kind: "checks.planned"; readonly v: 1; readonly data: ChecksPlanned }
  | { readonly kind: "contribution.extended"; readonly v: 1; readonly data: ContributionExtended }
  | { readonly kind: "contribution.started"; readonly v: 1; readonly data: ContributionStarted }
  | { readonly kind: "cue.finalised"; readonly v: 1; readonly data: CueFinalised }
  | { readonly kind: "cue.lost"; readonly v: 1; readonly data: CueLost }
  | { readonly kind: "cue.revised"; readonly v: 1; readonly data: CueRevised }
  | { readonly kind: "cue.translated"; readonly v: 1; readonly data: CueTranslated }
  | { readonly kind: "cues.hidden"; readonly v: 1; readonly data: CuesHidden }
  | { readonly kind: "deck.added"; readonly v: 1; readonly data: DeckAdded }
  | { readonly kind: "deck.withdrawn"; readonly v: 1; readonly data: DeckWithdrawn }
  | { readonly kind: "floor.given"; readonly v: 1; readonly data: FloorGiven }
  | { readonly kind: "floor.returned"; readonly v: 1; readonly data: FloorReturned }
  | { readonly kind: "floor.turned"; readonly v: 1; readonly data: FloorTurned }
  | { readonly kind: "hand.lowered"; readonly v: 1; readonly data: HandLowered }
  | { readonly kind: "hand.raised"; readonly v: 1; readonly data: HandRaised }
  | { readonly kind: "handover.agreed"; readonly v: 1; readonly data: HandoverAgreed }
  | { readonly kind: "handover.asked"; readonly v: 1; readonly data: HandoverAsked }
  | { readonly kind: "handover.cancelled"; readonly v: 1; readonly data: HandoverCancelled }
  | { readonly kind: "interpreter.readied"; readonly v: 1; readonly data: InterpreterReadied }
  | { readonly kind: "interpreter.voiced"; readonly v: 1; readonly data: InterpreterVoiced }
  | { readonly kind: "language.wanted"; readonly v: 1; readonly data: LanguageWanted }
  | { readonly kind: "layout.chosen"; readonly v: 1; readonly data: LayoutChosen }
  | { readonly kind: "message.posted"; readonly v: 1; readonly data: MessagePosted }
  | { readonly kind: "message.removed"; readonly v: 1; readonly data: MessageRemoved }
  | { readonly kind: "message.worded"; readonly v: 1; readonly data: MessageWorded }
  | { readonly kind: "participant.readmitted"; readonly v: 1; readonly data: ParticipantReadmitted }
  | { readonly kind: "participant.removed"; readonly v: 1; readonly data: ParticipantRemoved }
  | { readonly kind: "pivot.marked"; readonly v: 1; readonly data: PivotMarked }
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
  | { readonly kind: "question.worded"; readonly v: 1; readonly data: QuestionWorded }
  | { readonly kind: "recording.cut"; readonly v: 1; readonly data: RecordingCut }
  | { readonly kind: "recording.reported"; readonly v: 1; readonly data: RecordingReported }
  | { readonly kind: "recording.started"; readonly v: 1; readonly data: RecordingStarted }
  | { readonly kind: "recording.stopped"; readonly v: 1; readonly data: RecordingStopped }
  | { readonly kind: "roles.changed"; readonly v: 1; readonly data: RolesChanged }
  | { readonly kind: "seats.tallied"; readonly v: 1; readonly data: SeatsTallied }
  | { readonly kind: "seminar.ended"; readonly v: 1; readonly data: SeminarEnded }
  | { readonly kind: "seminar.started"; readonly v: 1; readonly data: SeminarStarted }
  | { readonly kind: "slide.shown"; readonly v: 1; readonly data: SlideShown }
  | { readonly kind: "slowdown.asked"; readonly v: 1; readonly data: SlowdownAsked }
  | { readonly kind: "stage.entered"; readonly v: 1; readonly data: StageEntered }
  | { readonly kind: "stage.left"; readonly v: 1; readonly data: StageLeft }
  | { readonly kind: "text.recognised"; readonly v: 1; readonly data: TextRecognised }
  | { readonly kind: "text.translated"; readonly v: 1; readonly data: TextTranslated }
  | { readonly kind: "text.withdrawn"; readonly v: 1; readonly data: TextWithdrawn }
  | { readonly kind: "upvotes.tallied"; readonly v: 1; readonly data: UpvotesTallied };
