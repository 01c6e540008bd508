/**
 * The room at any moment of the last minute and a half: who watches the broadcast sees it as it was when what they
 * hear was said. The log's entries are kept for so long and folded to the moment, as the replay does with all of it.
 */
import type { WireEntry } from "../protocol/entry";
import type { Cue, RoomState } from "../protocol/states";
import { emptyRoom, foldRoom } from "./room";

/** Milliseconds that are kept: further behind nobody is left, the player jumps. */
export const KEPT = 90_000;

export class Recent {
  private base: RoomState;
  private entries: { readonly at: number; readonly entry: WireEntry }[] = [];
  private newest: RoomState;
  private shown: { count: number; base: RoomState; state: RoomState } | undefined;

  /**
   * `since`: the moment (milliseconds of the server) at which the room was `state`. `before`: what is known of the
   * time before it, when the room was read anew; it is let go when nobody is so far behind any longer.
   */
  constructor(
    state: RoomState,
    private since: number,
    private before?: Recent,
  ) {
    this.base = state;
    this.newest = state;
    before?.letGo(since - KEPT);
  }

  /** The room after all that is known. */
  get last(): RoomState {
    return this.newest;
  }

  add(entry: WireEntry): void {
    // never falling: two processes may write their clocks in another order than their numbers
    const at = Math.max(entry.at, this.entries.at(-1)?.at ?? this.since);
    this.entries.push({ at, entry });
    this.newest = foldRoom(this.newest, entry);
    const old = this.entries.findIndex((one) => one.at >= at - KEPT);
    for (const one of this.entries.splice(0, Math.max(0, old))) {
      this.base = foldRoom(this.base, one.entry);
      this.since = one.at;
    }
    this.letGo(at - KEPT);
  }

  /** No moment before this one is asked for any longer. */
  private letGo(moment: number): void {
    if (moment >= this.since) this.before = undefined;
    else this.before?.letGo(moment);
  }

  /** The room as it was then; the same object while nothing happens. Before the beginning: what cannot run ahead. */
  at(moment: number): RoomState {
    if (moment < this.since) return this.before ? this.before.at(moment) : early(this.base);
    let count = 0;
    while (count < this.entries.length && (this.entries[count] as { at: number }).at <= moment) count += 1;
    const { shown, base } = this;
    if (shown?.count === count && shown.base === base) return shown.state;
    const onwards = shown?.base === base && shown.count < count;
    let state = onwards ? shown.state : base;
    for (const { entry } of this.entries.slice(onwards ? shown.count : 0, count))
      state = foldRoom(state, entry);
    this.shown = { count, base, state };
    return state;
  }
}

let hidden: { of: RoomState; state: RoomState } | undefined;

/** A room of which one only knows how it was later: without what would tell more than the picture does. */
function early(room: RoomState): RoomState {
  if (hidden?.of === room) return hidden.state;
  const { slides, questions, polls, chat } = emptyRoom;
  hidden = { of: room, state: { ...room, slides, questions, polls, chat } };
  return hidden.state;
}

/** Whose page it is: their own doings are seen at once, whatever is heard. */
export interface Own {
  readonly id: string;
  readonly questions: readonly string[];
}

/**
 * The room of a moment with what does not wait for it: one's own hand, questions and words, and the captions. The same
 * object while nothing changes in it.
 */
export function asHeard(then: RoomState, last: RoomState, own: Own, moment: number): RoomState {
  const said = Object.values(last.captions.cues).reduce((sum, of) => sum + saidBy(of, moment).length, 0);
  const same = heard?.then === then && heard.last === last && heard.mine === own.questions;
  if (heard && same && heard.said === said) return heard.state;
  const state = asHeardAnew(then, last, own, moment);
  heard = { then, last, mine: own.questions, said, state };
  return state;
}

interface Heard {
  readonly then: RoomState;
  readonly last: RoomState;
  readonly mine: readonly string[];
  readonly said: number;
  readonly state: RoomState;
}

let heard: Heard | undefined;

function asHeardAnew(then: RoomState, last: RoomState, own: Own, moment: number): RoomState {
  return {
    ...then,
    stage: { ...then.stage, hands: last.stage.hands, full: last.stage.full },
    questions: withOwnQuestions(then, last, own.questions),
    chat: withOwnMessages(then, last, own.id),
    captions: { status: undelayed(last), cues: begun(last.captions.cues, moment) },
    translation: last.translation,
    checks: last.checks, // the server counts from the call, whatever is heard
  };
}

function withOwnQuestions(then: RoomState, last: RoomState, mine: readonly string[]): RoomState["questions"] {
  const added = mine.filter((id) => !then.questions.questions[id] && last.questions.questions[id]);
  if (added.length === 0) return then.questions;
  const found = Object.fromEntries(added.map((id) => [id, last.questions.questions[id]]));
  return {
    ...then.questions,
    questions: { ...then.questions.questions, ...found },
  } as RoomState["questions"];
}

function withOwnMessages(then: RoomState, last: RoomState, id: string): RoomState["chat"] {
  const known = new Set(then.chat.messages.map((message) => message.id));
  const added = last.chat.messages.filter((message) => message.by === id && !known.has(message.id));
  return added.length === 0 ? then.chat : { ...then.chat, messages: [...then.chat.messages, ...added] };
}

/** Captions go with the voice, not with when they were written: they are known before it is heard here. */
function begun(cues: RoomState["captions"]["cues"], moment: number): RoomState["captions"]["cues"] {
  const begun = Object.entries(cues).map(([language, of]) => [language, saidBy(of, moment)] as const);
  return Object.fromEntries(begun);
}

function saidBy(cues: readonly Cue[], moment: number): readonly Cue[] {
  return cues.filter((cue) => cue.start <= moment);
}

function undelayed(last: RoomState): RoomState["captions"]["status"] {
  const told = Object.entries(last.captions.status);
  return Object.fromEntries(told.map(([language, status]) => [language, { ...status, delay: 0 }]));
}
