/**
 * What an interpreter's page knows and may do, as pure rules: on air or not, whose turn it is, where the handover
 * stands, which sources there are to hear. Moments in milliseconds of the server's clock.
 */
import type { Booth, Channel, InterpretationState, StageState } from "../protocol/states";
import { settled } from "./interpretation";
import { feeding, isFloorFace, isFloorVoice, isOnFloor } from "./listening";
import { own } from "./records";

const MINUTE = 60_000;
/** After so long on air it is the partner's turn; the same as interpretation/rules.py. */
export const TURN = 20 * MINUTE;
/** What one press adds to the turn. */
export const EXTENSION = 5 * MINUTE;
/** A booth asks for slower speech at most once in this time. */
export const SLOWDOWN_EVERY = 10_000;

/** The booth that a person works in: the first by id, for who has seats in several. */
export function boothOf(state: InterpretationState, me: string): Booth | undefined {
  return Object.values(state.booths)
    .filter((booth) => booth.team.includes(me))
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

export function partnersOf(booth: Booth, me: string): readonly string[] {
  return booth.team.filter((person) => person !== me);
}

/** Into which of the booth's languages one speaks: where one is on air or will be, else what one chose. */
export function spokenInto(
  state: InterpretationState,
  booth: Booth,
  me: string,
  chosen: string,
  now: number,
): string {
  const holding = Object.values(state.channels).map((channel) => settled(channel, now));
  const mine = holding.find(({ holder }) => holder === me) ?? holding.find(({ next }) => next === me);
  if (mine) return mine.language;
  return booth.languages.includes(chosen) ? chosen : (booth.languages[0] ?? "");
}

/**
 * "closed": there is no such channel. "free": nobody is on air. "other": somebody else is. "on": I am. "muted": I am,
 * and listeners hear the floor. "floor": I speak into the floor.
 */
export type Air = "closed" | "free" | "other" | "on" | "muted" | "floor";

/** "in", "out": agreed, and the countdown runs, for me to come or to go. "between": two others. */
export type Handover = "none" | "asked_of_me" | "asked_by_me" | "in" | "out" | "between";

export interface Situation {
  readonly language: string;
  /** Whether it is a sign language: one is seen there, and not heard. */
  readonly signed: boolean;
  readonly air: Air;
  readonly holder: string;
  readonly since: number;
  readonly handover: Handover;
  /** The other of the two whom a handover concerns. */
  readonly other: string;
  /** Until the agreed moment. */
  readonly left: number;
}

export function situation(state: InterpretationState, me: string, language: string, now: number): Situation {
  const found = own(state.channels, language);
  if (!found) {
    const nobody = { signed: false, holder: "", since: 0, other: "", left: 0 } as const;
    return { language, air: "closed", handover: "none", ...nobody };
  }
  const channel = settled(found, now);
  const { holder, since } = channel;
  const signed = channel.kind === "sign";
  return { language, signed, air: airOf(state, channel, me), holder, since, ...handoverOf(channel, me, now) };
}

function airOf(state: InterpretationState, channel: Channel, me: string): Air {
  if (Object.hasOwn(state.voiced, me)) return "floor";
  if (!channel.holder) return "free";
  if (channel.holder !== me) return "other";
  return channel.silenced ? "muted" : "on";
}

function handoverOf(
  channel: Channel,
  me: string,
  now: number,
): Pick<Situation, "handover" | "other" | "left"> {
  const { holder, next, next_at: at, asked_by: by, asked_for: to } = channel;
  if (next) {
    const left = Math.max(0, at - now);
    if (next === me) return { handover: "in", other: holder, left };
    if (holder === me) return { handover: "out", other: next, left };
    return { handover: "between", other: next, left };
  }
  if (!by) return { handover: "none", other: "", left: 0 };
  if (by === me) return { handover: "asked_by_me", other: to === me ? holder : to, left: 0 };
  const asked = to === by ? holder : to;
  return { handover: asked === me ? "asked_of_me" : "between", other: by, left: 0 };
}

/** What the handover's key does now. */
export type HandoverStep = "ask" | "accept" | "wait" | "nobody";

export function handoverStep(now: Situation, partner: string): HandoverStep {
  if (now.handover === "asked_of_me") return "accept";
  if (now.handover !== "none") return "wait";
  const heard = now.air === "on" || now.air === "muted" || now.air === "other";
  return heard && partner ? "ask" : "nobody";
}

/** To whom one hands over: who is chosen, else who is ready, else who is here. "" when there is nobody. */
export function nextPartner(
  partners: readonly string[],
  ready: Readonly<Record<string, number>>,
  here: readonly string[],
  chosen: string,
): string {
  const present = partners.filter((person) => here.includes(person));
  if (present.includes(chosen)) return chosen;
  return present.find((person) => Object.hasOwn(ready, person)) ?? present[0] ?? "";
}

/**
 * Whether one may go on air by oneself: nobody is heard there, and no handover to another is under way. Nobody is heard
 * either when the notice that the holder left was lost: the server looks, and releases them. `here`: who is in the
 * room; undefined while one is not there oneself.
 */
export function mayTake(
  state: InterpretationState,
  language: string,
  me: string,
  now: number,
  here?: readonly string[],
): boolean {
  const found = own(state.channels, language);
  if (!found) return false;
  const { holder, silenced, next } = settled(found, now);
  const free = !holder || holder === me || silenced || isLost(holder, me, here);
  return free && (next === "" || next === me);
}

/** Whether who is on air is in the room no longer. */
export function isLost(holder: string, me: string, here?: readonly string[]): boolean {
  return holder !== "" && holder !== me && here !== undefined && !here.includes(holder);
}

export type Step = "open" | "close" | "take" | "return" | "unvoice";

/** What the big button does, step by step; a step that fails is the last. `may`: whether one may go on air. */
export function bigButton(air: Air, sends: boolean, may: boolean, lost: boolean): readonly Step[] {
  if (!sends) return air !== "on" && may ? ["open", "take"] : ["open"];
  if ((air === "free" || lost) && may) return ["take"];
  if (air === "on" || air === "muted") return ["close", "return"];
  return air === "floor" ? ["close", "unvoice"] : ["close"];
}

/** When what one sends ends by itself: "soon" lets the last word or sign out. `seated`: whether one has a booth. */
export function ends(was: Air, now: Air, seated: boolean): "" | "now" | "soon" {
  if (!seated) return "now";
  if (was !== "on" && was !== "muted") return "";
  if (now === "closed") return "now";
  return now === "other" ? "soon" : "";
}

/** What is not sent any longer, as one now sends the other: voice or picture. "" as long as nothing has changed. */
export function left(was: Situation, now: Situation): "" | "voice" | "picture" {
  if (was.signed !== now.signed && now.air !== "closed") return now.signed ? "voice" : "picture";
  return now.signed && was.air === "floor" && now.air !== "floor" ? "voice" : ""; // a signer has spoken for somebody
}

/** What holds the cough button: its letter, a pointer, or a key while the button has the focus. */
export type Hold = "letter" | "pointer" | "key";

/** The holds after one began or ended. One that ends lets the others go on. */
export function holding(before: readonly Hold[], by: Hold, on: boolean): readonly Hold[] {
  if (before.includes(by) === on) return before;
  return on ? [...before, by] : before.filter((one) => one !== by);
}

export interface TurnClock {
  readonly gone: number;
  readonly left: number;
  /** Share of the turn that is over, 0 to 1. */
  readonly share: number;
  /** Whether it is the partner's turn. */
  readonly due: boolean;
}

export function turnClock(since: number, now: number, extra: number): TurnClock {
  const gone = since ? Math.max(0, now - since) : 0;
  const whole = TURN + extra;
  return { gone, left: Math.max(0, whole - gone), share: Math.min(1, gone / whole), due: gone >= whole };
}

/** What one may hear: the floor, another channel ("relay"), the partners of one's booth. */
export interface Source {
  readonly id: string;
  readonly kind: "floor" | "relay" | "partner";
  readonly language: string;
  /** Who is on air there; "" for nobody. */
  readonly person: string;
  readonly pivot: boolean;
  readonly silenced: boolean;
}

/**
 * The floor first, then the other channels, pivots before the rest, then the partner. Their places do not move when
 * somebody comes on air or leaves.
 */
export function sourcesOf(
  state: InterpretationState,
  booth: Booth,
  me: string,
  now: number,
): readonly Source[] {
  const none = { language: "", person: "", pivot: false, silenced: false };
  const relays = Object.values(state.channels)
    .filter(({ kind, language }) => kind === "audio" && !booth.languages.includes(language))
    .sort((a, b) => Number(b.pivot) - Number(a.pivot) || (a.language < b.language ? -1 : 1))
    .map((channel): Source => {
      const { language, pivot, holder, silenced } = settled(channel, now);
      return { id: `relay:${language}`, kind: "relay", language, person: holder, pivot, silenced };
    });
  const found: Source[] = [{ ...none, id: "floor", kind: "floor" }, ...relays];
  const partners = partnersOf(booth, me);
  const isHeard = booth.languages.some((language) => own(state.channels, language)?.kind !== "sign");
  if (partners.length > 0 && isHeard) {
    const speaking = Object.values(state.channels)
      .map((channel) => settled(channel, now).holder)
      .find((holder) => partners.includes(holder));
    found.push({ ...none, id: "partner", kind: "partner", person: speaking ?? partners[0] ?? "" });
  }
  return found;
}

/** Whose microphones are received: the floor's, the partners', and of each other channel who is or will be on air. */
export function received(
  state: InterpretationState,
  stage: StageState,
  booth: Booth | undefined,
  me: string,
  person: string,
  now: number,
): boolean {
  if (isFloorVoice(state, stage, person, now)) return true;
  if (booth && partnersOf(booth, me).includes(person)) return true;
  return Object.values(state.channels).some(
    (channel) => channel.kind === "audio" && feeding(channel.language, state, now).includes(person),
  );
}

/** Whose cameras are received: the floor's, and the partner's who signs, or will in a moment. */
export function watched(
  state: InterpretationState,
  stage: StageState,
  booth: Booth | undefined,
  me: string,
  person: string,
  now: number,
): boolean {
  if (isFloorFace(state, stage, person)) return true;
  if (!booth || !partnersOf(booth, me).includes(person)) return false;
  return booth.languages.some(
    (language) =>
      own(state.channels, language)?.kind === "sign" && feeding(language, state, now).includes(person),
  );
}

/** Who speaks on the floor now, for the tile and the badge: whose turn it is, else who is loudest there. */
export function speakerOf(stage: StageState, here: readonly string[], loudest: string): string {
  const { person } = stage.turn;
  if (loudest && isOnFloor(stage, loudest)) return loudest;
  if (person && here.includes(person)) return person;
  return here.find((one) => isOnFloor(stage, one)) ?? "";
}

/** Milliseconds until slower speech may be asked for again; 0 when now. */
export function slowdownWait(lastAsked: number, now: number): number {
  return lastAsked ? Math.max(0, lastAsked + SLOWDOWN_EVERY - now) : 0;
}
