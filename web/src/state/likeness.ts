/** Questions that may mean the same, by the words they share: a hint for the moderator, who decides. */
import type { Question } from "../protocol/states";

const SHORTEST_WORD = 4; // shorter ones are articles, pronouns and the like in most of our languages
const STEM = 6; // letters of a word that count: "concentrator" and "concentrators" are one
const LIKELY = 0.34;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Scripts written without spaces: pairs of neighbouring signs stand for words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

const KEPT = 2000;
const known = new Map<string, Set<string>>();

/** Kept: every card of the board is compared with all questions whenever anything changes. */
function tokensOf(text: string): Set<string> {
  const kept = known.get(text);
  if (kept) return kept;
  if (known.size >= KEPT) known.clear();
  const found = tokens(text);
  known.set(text, found);
  return found;
}

export function tokens(text: string): Set<string> {
  const found = new Set<string>();
  for (const [word] of text.normalize("NFKC").toLowerCase().matchAll(WORD)) {
    const signs = [...word];
    if (UNSPACED.test(word)) {
      for (let at = 0; at + 1 < signs.length; at += 1) found.add(`${signs[at]}${signs[at + 1]}`);
    } else if (signs.length >= SHORTEST_WORD || /\p{N}/u.test(word)) {
      found.add(signs.slice(0, STEM).join(""));
    }
  }
  return found;
}

/** 0 (nothing in common) to 1 (the same words): Dice's coefficient. */
export function likeness(a: string, b: string): number {
  const [one, other] = [tokensOf(a), tokensOf(b)];
  if (one.size === 0 || other.size === 0) return 0;
  const shared = [...one].filter((token) => other.has(token)).length;
  return (2 * shared) / (one.size + other.size);
}

export interface Candidate {
  readonly question: Question;
  readonly likely: boolean;
}

const TAKES: readonly string[] = ["pending", "open", "answered"];

/**
 * What a question may be merged into: likely duplicates first, then by votes. `read` gives the words in the one
 * language of who looks, so that the same question is found in another language too; both originals count as well.
 */
export function candidates(
  question: Question,
  all: readonly Question[],
  read: (question: Question) => string = ({ text }) => text,
): Candidate[] {
  const alike = (other: Question) =>
    Math.max(likeness(question.text, other.text), likeness(read(question), read(other)));
  return all
    .filter((other) => other.id !== question.id && other.merged_into === "" && TAKES.includes(other.status))
    .map((other) => ({ other, score: alike(other) }))
    .sort((a, b) => b.score - a.score || b.other.votes - a.other.votes || a.other.asked_at - b.other.asked_at)
    .map(({ other, score }) => ({ question: other, likely: score >= LIKELY }));
}

/** The one that a question most likely repeats, if there is any. */
export function likeliest(...of: Parameters<typeof candidates>): Question | undefined {
  const best = candidates(...of)[0];
  return best?.likely ? best.question : undefined;
}
