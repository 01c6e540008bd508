/** Everything that was said, by language, as cues in their order; and what is found in it. */
import { known, type WireEntry } from "../protocol/entry";
import type { Cue } from "../protocol/states";
import { emptyCaptions, foldCaptions } from "./captions";

/** Milliseconds that a caption stays when nothing follows it. */
export const STAYS = 3000;

/**
 * The room keeps the newest cues alone. Here each cue is folded by itself, by the same reducer: a seminar has
 * thousands, and none must cost the walk through all before it.
 */
export class Transcript {
  private readonly cues = new Map<string, Map<string, Cue>>();
  private sorted = new Map<string, readonly Cue[]>();

  add(entries: readonly WireEntry[]): void {
    for (const wire of entries) {
      const entry = known(wire);
      if (entry.kind === "cues.hidden") this.hide(entry.data.ids);
      if (!entry.kind.startsWith("cue.")) continue;
      const { id, language } = entry.data as { id: string; language: string };
      const cues = this.cues.get(language) ?? new Map<string, Cue>();
      const cue = cues.get(id);
      const state = cue ? { ...emptyCaptions, cues: { [language]: [cue] } } : emptyCaptions;
      const after = foldCaptions(state, entry).cues[language]?.[0];
      if (after) this.cues.set(language, cues.set(id, after));
      this.sorted.delete(language);
    }
  }

  /** Their words are no longer shown, in no language. */
  private hide(ids: readonly string[]): void {
    for (const cues of this.cues.values())
      for (const id of ids) {
        const cue = cues.get(id);
        if (cue) cues.set(id, { ...cue, text: "" });
      }
    this.sorted.clear();
  }

  /** Those of one language by their beginning. The same array until one comes. */
  of(language: string): readonly Cue[] {
    const found = this.sorted.get(language);
    if (found) return found;
    const cues = [...(this.cues.get(language)?.values() ?? [])].filter((cue) => cue.lost || cue.text !== "");
    cues.sort((a, b) => a.start - b.start);
    this.sorted.set(language, cues);
    return cues;
  }
}

/** The place of the cue that was begun last at a moment, -1 before the first. */
export function cueAt(cues: readonly Cue[], moment: number): number {
  let [low, high] = [0, cues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle] as Cue).start <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The cue that is shown at a moment. */
export function captionAt(cues: readonly Cue[], moment: number): Cue | undefined {
  const cue = cues[cueAt(cues, moment)];
  return cue && moment < cue.end + STAYS ? cue : undefined;
}

const ACCENTS = /[\u0300-\u036f\u064b-\u0652]/g;

/** Letters as one searches for them: without case and accents, each in the place of its own. */
function plain(text: string): { readonly text: string; readonly places: readonly number[] } {
  let folded = "";
  const places: number[] = [];
  let at = 0;
  for (const letter of text) {
    const simple = letter.normalize("NFKD").replace(ACCENTS, "").toLowerCase();
    for (let i = 0; i < simple.length; i++) places.push(at);
    folded += simple;
    at += letter.length;
  }
  return { text: folded, places: [...places, at] };
}

/** A text in pieces, every second one being what was searched for. One piece when it is not in it. */
export function marked(text: string, wanted: string): readonly string[] {
  const sought = plain(wanted.trim()).text;
  if (!sought) return [text];
  const { text: folded, places } = plain(text);
  const pieces: string[] = [];
  let done = 0;
  for (let at = folded.indexOf(sought); at >= 0; at = folded.indexOf(sought, at + sought.length)) {
    const [from, to] = [places[at] as number, places[at + sought.length] as number];
    pieces.push(text.slice(done, from), text.slice(from, to));
    done = to;
  }
  return [...pieces, text.slice(done)];
}

const folds = new WeakMap<Cue, string>();

/** A cue's words as one searches for them. A cue never changes, and there are thousands: each is folded once. */
function foldOf(cue: Cue): string {
  let fold = folds.get(cue);
  if (fold === undefined) {
    fold = plain(cue.text).text;
    folds.set(cue, fold);
  }
  return fold;
}

/** The places of the cues in which something is found; none for an empty search. */
export function found(cues: readonly Cue[], wanted: string): readonly number[] {
  const sought = plain(wanted.trim()).text;
  if (!sought) return [];
  return cues.flatMap((cue, index) => (foldOf(cue).includes(sought) ? [index] : []));
}
