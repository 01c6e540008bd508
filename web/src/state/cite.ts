/** How a second of a recording is named in a list of references. */

export interface Cited {
  /** Who speaks in the part, in the order of the programme. */
  readonly authors: readonly string[];
  /** The part's title, "" between two parts. */
  readonly part: string;
  readonly seminar: string;
  /** Who held it: a working group or a series; "" for neither. */
  readonly host: string;
  readonly day: string;
  /** The second, as a clock shows it. */
  readonly second: string;
  readonly link: string;
}

/** Authors. Part. Seminar. Host. Day, second. Link: what is not known is left out, no full stop stands twice. */
export function citation(cited: Cited): string {
  const { authors, part, seminar, host, day, second, link } = cited;
  const titles = part === seminar ? [seminar] : [part, seminar];
  const said = [authors.join(", "), ...titles, host, `${day}, ${second}`].map((text) => text.trim());
  return [...said.filter(Boolean).map(ended), link].join(" ");
}

function ended(text: string): string {
  return /[.?!…。？！۔؟।]$/.test(text) ? text : `${text}.`;
}
