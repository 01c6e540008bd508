/** Captions as they are shown, as pure rules: which cues, whose words they are, and why there are none. */
import type { CaptionsState, Cue, RoomState } from "../protocol/states";
import { settled } from "./interpretation";
import { isInterpreter } from "./listening";
import { sameLanguage } from "./reading";
import { own } from "./records";

/** Milliseconds after which words that nothing follows leave the screen. */
export const SHOWN_FOR = 60_000;
/** Milliseconds that interim words are shown without news of them. */
export const INTERIM_FOR = 6000;
/** Milliseconds behind the voice from which one must say so. */
export const DELAYED = 5000;

export const HUMAN = "human";

/** Words that are still being said; never stored. `at` is when they came, on this device's clock. */
export interface Interim {
  readonly id: string;
  readonly language: string;
  readonly source: string;
  readonly text: string;
  readonly person: string;
  readonly at: number;
}

/** Whose words: "machine", or written by a "captioner" or an "interpreter". */
export type Writer = "machine" | "captioner" | "interpreter";

/**
 * Where the captions of a language come from: an interpreter's channel, the floor in that language, the floor
 * translated (or a channel, where no engine hears the floor); or "none" while nobody has said which language the floor speaks. `heard` is the spoken language.
 */
export interface Spring {
  readonly from: "channel" | "floor" | "translation" | "none";
  readonly heard: string;
}

/** "a>b" for each pair that is translated. */
export type Pairs = readonly string[];

/** The cues of a language in the order in which they were said; a late one takes its place. */
export function inOrder(cues: readonly Cue[]): readonly Cue[] {
  return [...cues].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}

/** The last `lines` cues with words, or lost ones, that were said lately. `now` in milliseconds of the server. */
export function shownCues(cues: readonly Cue[], lines: number, now: number): readonly Cue[] {
  const lately = cues.filter((cue) => (cue.lost || cue.text !== "") && now - cue.end < SHOWN_FOR);
  return inOrder(lately).slice(-lines);
}

export function writer(cue: Cue, room: RoomState): Writer {
  if (cue.engine !== HUMAN) return "machine";
  return cue.revised_by && isInterpreter(room.interpretation, cue.revised_by) ? "interpreter" : "captioner";
}

/**
 * The ledger of translations (room/translating/ledger.py) says the same: see tests/golden/springs.json. It knows
 * the floor's cues too, and translates them when an interpreter on air is not heard: each cue says whence it is.
 */
export function springOf(room: RoomState, read: string, now: number): Spring {
  const floor = room.stage.turn.language;
  if (floor && sameLanguage(floor, read)) return { from: "floor", heard: floor };
  const channels = captionedChannels(room, now);
  const found = channels.find((tag) => sameLanguage(tag, read));
  if (found) return { from: "channel", heard: found };
  if (!floor) return { from: "none", heard: "" };
  const relay = isUnheard(room.captions, floor) ? channels[0] : undefined;
  return { from: "translation", heard: relay ?? floor };
}

/** Languages whose captions come from an interpreter's voice, the pivot first: it stands for an unheard floor. */
function captionedChannels({ captions, interpretation }: RoomState, now: number): readonly string[] {
  return Object.values(interpretation.channels)
    .map((channel) => settled(channel, now))
    .filter(({ kind, holder, silenced }) => kind === "audio" && holder && !silenced)
    .filter(({ holder, language }) => !(own(interpretation.voiced, holder) || isUnheard(captions, language)))
    .sort((a, b) => Number(b.pivot) - Number(a.pivot) || (a.language < b.language ? -1 : 1))
    .map(({ language }) => language);
}

/** Whether no captions are made of what is spoken in a language. */
function isUnheard(captions: CaptionsState, heard: string): boolean {
  const status = own(captions.status, heard)?.status;
  return status === "no_model" || status === "off";
}

/** Why there can be no captions: no model hears the language, or none translates it; "" when there can. */
export function missing(
  spring: Spring,
  read: string,
  captions: CaptionsState,
  pairs: Pairs,
): "" | "no_ear" | "no_translation" {
  if (own(captions.status, spring.heard)?.status === "no_model") return "no_ear";
  const untranslated = spring.from === "translation" && !pairs.includes(`${spring.heard}>${read}`);
  return untranslated ? "no_translation" : "";
}

/** Interim words, unless they are of another language, of a moment that is over, or said finally by now. */
export function shownInterim(interim: Interim | undefined, read: string, now: number): Interim | undefined {
  if (!interim?.text || !sameLanguage(interim.language, read)) return undefined;
  return now - interim.at < INTERIM_FOR ? interim : undefined;
}

/** Milliseconds by which captions of a spoken language come after the voice; 0 when that is not known. */
export function delayOf(captions: CaptionsState, heard: string): number {
  const status = own(captions.status, heard);
  return status && (status.status === "on" || status.status === "delayed") ? status.delay : 0;
}

/** Whether captions of any kind have been heard of here: without, the bar leaves its place to the slide. */
export function areMade(captions: CaptionsState): boolean {
  return Object.keys(captions.status).length > 0 || Object.keys(captions.cues).length > 0;
}
