/** Whether what is being typed tells enough to look for questions that were answered before. Pure. */

/** Letters of a word that tells something; Chinese, written without spaces, is counted in characters. */
const SHORTEST = 4;
const SHORTEST_HAN = 4;
const WORDS = 2;

/** At least two telling words: the server asks for no less (search/answered.py). */
export function tells(text: string): boolean {
  if ((text.match(/\p{Script=Han}/gu)?.length ?? 0) >= SHORTEST_HAN) return true;
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => [...word].length >= SHORTEST)).size >= WORDS;
}
