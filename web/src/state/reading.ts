/** A text as one reader reads it: in their language where it is known in it, and always whence it came. */
import type { TranslationState } from "../protocol/states";
import type { Pairs } from "./captioning";
import { own } from "./records";

export type Mark = "original" | "machine" | "human" | "none";

/** Why a text is shown as it was written although another language is read. */
export type Why = "" | "no_model" | "waiting";

export interface Reading {
  /** What is shown, in `language`. */
  readonly text: string;
  readonly language: string;
  readonly mark: Mark;
  /** As it was written, in `written` ("" when that is not known). */
  readonly original: string;
  readonly written: string;
  /** Figures, doses and units of the original that the translation does not repeat: it must not stand alone. */
  readonly doubts: readonly string[];
  readonly why: Why;
}

const LETTER = /\p{L}/u;

export function reading(
  state: TranslationState,
  subject: string,
  original: string,
  language: string,
  read: string,
  pairs: Pairs,
): Reading {
  const written = own(state.recognised, subject) ?? language;
  const plain = { original, written, doubts: [] };
  const asWritten = { ...plain, text: original, language: written };
  if (!read || !LETTER.test(original) || sameLanguage(written, read))
    return { ...asWritten, mark: "original", why: "" };
  const found = own(own(state.readings, subject) ?? {}, read);
  if (!found)
    return { ...asWritten, mark: "none", why: isTranslated(pairs, written, read) ? "waiting" : "no_model" };
  const mark = found.by ? "human" : "machine";
  return { ...plain, text: found.text, language: read, mark, doubts: found.doubts, why: "" };
}

function isTranslated(pairs: Pairs, from: string, to: string): boolean {
  return pairs.includes(`${from}>${to}`) || pairs.includes(`${base(from)}>${to}`);
}

/** Whether who reads one reads the other; the same as room/translating/texts.py. */
export function sameLanguage(one: string, other: string): boolean {
  return one === other || (base(one) === base(other) && script(one) === script(other));
}

function base(tag: string): string {
  return tag.split("-")[0]?.toLowerCase() ?? "";
}

function script(tag: string): string {
  const named = tag
    .split("-")
    .slice(1)
    .find((part) => part.length === 4);
  return named?.toLowerCase() ?? (base(tag) === "zh" ? "hans" : "");
}

export function slideSubject(deck: string, page: number): string {
  return `slide:${deck}/${page}`;
}

const TITLE = 200;

/** A slide's title, as near as its text tells; the same as first_line in room/translating/sources.py. */
export function firstLine(text: string): string {
  const lines = text.split(/[\r\n\u2028\u2029]/).map((line) => line.trim());
  return [...(lines.find(Boolean) ?? "")].slice(0, TITLE).join("");
}

export function optionSubject(poll: string, index: number): string {
  return `poll:${poll}/${index}`;
}
