/** Glossary terms beside the booth: as GET translation/glossary gives them. */

export interface Term {
  readonly id: string;
  /** The term in each language, by tag. */
  readonly languages: Readonly<Record<string, string>>;
  /** Kept as it is in every language. */
  readonly keep: boolean;
  readonly note: string;
}

export interface Row extends Term {
  /** Whether the term stands on the slide that is looked at. */
  readonly here: boolean;
}

/** Terms that contain what is searched, in any language or in the note; those on the slide first. */
export function rows(terms: readonly Term[], search: string, slideText: string): readonly Row[] {
  const wanted = fold(search.trim());
  const text = fold(slideText);
  return terms
    .filter((term) =>
      [...Object.values(term.languages), term.note].some((word) => fold(word).includes(wanted)),
    )
    .map((term) => ({ ...term, here: isOn(term, text) }))
    .sort((a, b) => Number(b.here) - Number(a.here));
}

function isOn(term: Term, text: string): boolean {
  return (
    text !== "" && Object.values(term.languages).some((word) => word !== "" && text.includes(fold(word)))
  );
}

/** Alike for the eye that looks for a word: without case and accents. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The term in a language, or in one that is close to it: "zh" serves for "zh-hans". */
export function termIn(term: Term, language: string): string {
  const exact = term.languages[language];
  if (exact) return exact;
  const primary = language.split("-")[0] ?? "";
  const near = Object.keys(term.languages).find((tag) => tag.split("-")[0] === primary);
  return near ? (term.languages[near] ?? "") : "";
}
