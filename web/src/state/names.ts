/** Names of persons as short marks. */

/** One or two letters for an avatar; "?" when there is no name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = (word: string | undefined) => (word ? ([...word][0] ?? "") : "");
  const letters = first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "");
  return letters.toLocaleUpperCase() || "?";
}
