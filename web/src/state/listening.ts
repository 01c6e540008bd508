/**
 * What a listener hears, as pure rules. The log says whose voice a channel is; the listener's own ears say whether
 * that voice arrives. Wherever it does not, the floor is heard: never silence.
 */
import type { Channel, InterpretationState, StageState } from "../protocol/states";
import { settled } from "./interpretation";
import { own } from "./records";

/** Milliseconds without sound after which an interpreter counts as not there. */
export const QUIET_AFTER = 3000;
/** Milliseconds that a voice may take to arrive before one speaks of "no interpreter". */
export const ARRIVES_WITHIN = 2000;

/**
 * Why it is heard. For the interpreter: "on_air". For the floor: "floor" (chosen), "same_language", "none" (there is
 * no such channel), "empty" (nobody on air), "silenced", "absent" (no track, or none that brings anything), "quiet",
 * "arriving" (on its way, soon there).
 */
export type Reason =
  | "on_air"
  | "floor"
  | "same_language"
  | "none"
  | "empty"
  | "silenced"
  | "absent"
  | "quiet"
  | "arriving";

export interface Heard {
  /** Whose voice it is; "" is the floor. */
  readonly interpreter: string;
  readonly reason: Reason;
}

/** What one's own ears know of a person's voice. Moments in milliseconds of the server's clock. */
export interface Voice {
  /** "none": no track, or muted. "arriving": published, nothing received yet. "live": it arrives. */
  readonly track: "none" | "arriving" | "live";
  /** Since when `track` is what it is. */
  readonly since: number;
  /** When it sounded last; 0 if never. */
  readonly sounded: number;
}

const floor = (reason: Reason): Heard => ({ interpreter: "", reason });

/** What a listener of `language` hears now; "" is the floor. */
export function heard(
  language: string,
  state: InterpretationState,
  stage: StageState,
  voiceOf: (person: string) => Voice,
  now: number,
): Heard {
  if (!language) return floor("floor");
  const found = own(state.channels, language);
  if (!found) return floor("none");
  const spoken = floorLanguage(state, stage, now);
  if (sameLanguage(spoken, language) && !isTurnOver(state, stage, voiceOf, now))
    return floor("same_language");
  const channel = settled(found, now);
  if (!channel.holder) return floor("empty");
  if (channel.silenced) return floor("silenced");
  return holderHeard(channel, voiceOf(channel.holder), now);
}

/** The language of the floor; "" once whose turn it was is floor sound no longer. */
export function floorLanguage(state: InterpretationState, stage: StageState, now: number): string {
  return isFloorVoice(state, stage, stage.turn.person, now) ? stage.turn.language : "";
}

/** Whether another has spoken since, as the ears tell: without a scribe nobody else does. */
function isTurnOver(
  state: InterpretationState,
  stage: StageState,
  voiceOf: (person: string) => Voice,
  now: number,
): boolean {
  const { person, since } = stage.turn;
  const last = Math.max(voiceOf(person).sounded, since);
  const floor = Object.keys({ ...stage.stage, ...stage.floor, ...state.voiced });
  const others = floor.filter((one) => one !== person && isFloorVoice(state, stage, one, now));
  return others.some((one) => voiceOf(one).sounded - last >= QUIET_AFTER);
}

function holderHeard(channel: Channel, voice: Voice, now: number): Heard {
  if (voice.track === "none") return floor("absent");
  if (voice.track === "arriving") {
    const late = now - Math.max(voice.since, channel.since) >= ARRIVES_WITHIN;
    return floor(late ? "absent" : "arriving");
  }
  // who has just come on air, or has just begun to be received, has the whole time to say something
  const last = Math.max(voice.sounded, voice.since, channel.since);
  if (now - last >= QUIET_AFTER) return floor("quiet");
  return { interpreter: channel.holder, reason: "on_air" };
}

/** When `heard` may come out otherwise though nothing happens: an agreed handover's moment; 0 if there is none. */
export function nextMoment(language: string, state: InterpretationState, now: number): number {
  const channel = own(state.channels, language);
  return channel?.next && channel.next_at > now ? channel.next_at : 0;
}

/** Whether a listener of a channel must be told that there is no interpreter. */
export function isMissing(reason: Reason): boolean {
  return reason === "empty" || reason === "silenced" || reason === "absent" || reason === "quiet";
}

/** "zh" is understood by who hears "zh-hans", and the other way round. */
export function sameLanguage(one: string, other: string): boolean {
  return one === other || (one !== "" && other !== "" && primary(one) === primary(other));
}

function primary(tag: string): string {
  return (tag.split("-")[0] ?? "").toLowerCase();
}

/** Whether somebody works in a booth. */
export function isInterpreter(state: InterpretationState, person: string): boolean {
  return Object.values(state.booths).some((booth) => booth.team.includes(person));
}

/**
 * Whether what a person says is floor sound: on the stage, with the floor, or voiced, and nobody else's; of an
 * interpreter on air never: nobody is heard in two places. A seat taken back makes no floor voice of an interpreter
 * whose microphone is still open.
 */
export function isFloorVoice(
  state: InterpretationState,
  stage: StageState,
  person: string,
  now: number,
): boolean {
  if (!isFloorFace(state, stage, person)) return false;
  return Object.hasOwn(state.voiced, person) || !isOnAir(state, person, now);
}

/** Whether a person is seen by everybody: who interprets from the stage is, too. */
export function isFloorFace(state: InterpretationState, stage: StageState, person: string): boolean {
  return Object.hasOwn(state.voiced, person) || isOnFloor(stage, person);
}

function isOnAir(state: InterpretationState, person: string, now: number): boolean {
  const channels = Object.values(state.channels).map((channel) => settled(channel, now));
  return channels.some(({ kind, holder, silenced }) => kind === "audio" && holder === person && !silenced);
}

export function isOnFloor(stage: StageState, person: string): boolean {
  return Object.hasOwn(stage.stage, person) || Object.hasOwn(stage.floor, person);
}

/** Whose voice must be received for a channel: who is on air and who is next, so that the handover finds it there. */
export function feeding(language: string, state: InterpretationState, now: number): readonly string[] {
  const channel = own(state.channels, language);
  if (!channel) return [];
  const { holder, next } = settled(channel, now);
  return [holder, next].filter((person) => person !== "");
}

/** How loud a person is played, 0 to 1. `original` is the floor's loudness under an interpreter. */
export function loudness(
  person: string,
  now: Heard,
  original: number,
  floorVoice: (person: string) => boolean,
): number {
  if (person === now.interpreter) return 1;
  if (!floorVoice(person)) return 0;
  return now.interpreter ? original : 1;
}

/** Channels in the order in which they are offered: by tag, as everywhere. */
export function channelsOf(state: InterpretationState, kind: "audio" | "sign"): readonly Channel[] {
  return Object.values(state.channels)
    .filter((channel) => channel.kind === kind)
    .sort((a, b) => (a.language < b.language ? -1 : 1));
}

export function hasChannels(state: InterpretationState): boolean {
  return Object.keys(state.channels).length > 0;
}

/** How many booths asked within the last `span` milliseconds to speak more slowly. */
export function slowdownsWithin(state: InterpretationState, now: number, span = 10_000): number {
  return state.slowdowns.filter((at) => now - at < span).length;
}
