/**
 * Interface texts. English is the source and the key; other languages come from one catalogue per language,
 * shared with Django (`make messages`). Only the reader's own catalogue is loaded.
 *
 *   t("Raise hand")                                   a text
 *   t("{name} has the floor", { name })               with values
 *   tn("{count} hand", "{count} hands", count)        by number; {count} is filled in by itself
 *   tp("verb", "Open")                                where one English word means two things
 *
 * The first arguments must be plain string literals: the collector reads the source, it does not run it.
 */
import { type Formats, useFormats } from "./format";
import { type PluralRule, pluralRule } from "./plural";

export interface Catalogue {
  /** A gettext Plural-Forms header. */
  plural: string;
  formats?: Formats;
  messages: Record<string, string | string[]>;
}

export type Values = Record<string, string | number>;

const english: PluralRule = (count) => (count === 1 ? 0 : 1);
const CONTEXT_END = "\u0004";

let messages: Catalogue["messages"] = {};
let rule: PluralRule = english;
let tag = "en";

/** Puts a catalogue in force; without one the texts stay English. */
export function useCatalogue(language: string, catalogue?: Catalogue): void {
  tag = language;
  messages = catalogue?.messages ?? {};
  useFormats(catalogue?.formats);
  rule = catalogue ? pluralRule(catalogue.plural) : english;
}

const generated = import.meta.glob<Catalogue>("./generated/*.json", { import: "default" });

/**
 * Loads the catalogue of `language` (as in <html lang>, case does not matter). Resolves when texts can be shown: one
 * that does not come, tried twice, holds no page up.
 */
export async function loadCatalogue(language: string, catalogues = generated): Promise<void> {
  const load = catalogues[`./generated/${language.toLowerCase()}.json`];
  const found = await load?.()
    .catch(load)
    .catch(() => undefined);
  useCatalogue(language, found);
}

/** The language in force, for `Intl` and for `lang` attributes. */
export function language(): string {
  return tag;
}

function filled(text: string, values?: Values): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

function found(key: string, form: number): string | undefined {
  const text = Object.hasOwn(messages, key) ? messages[key] : undefined;
  return Array.isArray(text) ? text[form] : text;
}

export function t(message: string, values?: Values): string {
  return filled(found(message, 0) || message, values);
}

export function tp(context: string, message: string, values?: Values): string {
  return filled(found(context + CONTEXT_END + message, 0) || message, values);
}

export function tn(one: string, many: string, count: number, values?: Values): string {
  const text = found(one, rule(count)) || (count === 1 ? one : many);
  return filled(text, { count, ...values });
}
