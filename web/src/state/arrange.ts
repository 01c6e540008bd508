/** Who is seen where: pure functions over peers, so that layouts can be tested without a browser. */

export interface Seen {
  readonly identity: string;
  readonly local: boolean;
  readonly hasPicture: boolean;
  readonly speaking: boolean;
}

export type Layout = "slides" | "speakers" | "gallery";

export interface Arranged {
  /** Beside the slide. */
  readonly rail: readonly string[];
  /** Instead of the slide, in rows of `columns`. */
  readonly grid: readonly string[];
  readonly columns: number;
}

/** The identity whose turn it is to be seen large: who speaks now, else who spoke last, else someone with a picture. */
export function principal(peers: readonly Seen[], last: string): string {
  const others = peers.filter((peer) => !peer.local);
  const speaking = others.filter((peer) => peer.speaking);
  if (speaking.some((peer) => peer.identity === last)) return last;
  const first = speaking.find((peer) => peer.hasPicture) ?? speaking[0];
  if (first) return first.identity;
  const kept = others.find((peer) => peer.identity === last);
  const pictured = others.find((peer) => peer.hasPicture);
  if (kept && (kept.hasPicture || !pictured)) return last;
  return (pictured ?? others[0] ?? peers[0])?.identity ?? "";
}

/** Columns of a grid of `count` tiles of 16:9 in a box of `ratio` (width by height). */
export function columnsFor(count: number, ratio: number): number {
  let best = 1;
  let size = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = Math.min(1 / columns, (16 / 9) * (1 / (rows * ratio)));
    if (width >= size - 1e-9) {
      // as large in one row as in two: side by side
      size = width;
      best = columns;
    }
  }
  return best;
}

/** At most `most` tiles are shown; who speaks comes first, then who has a picture, in a steady order. */
export function arrange(
  peers: readonly Seen[],
  layout: Layout,
  last: string,
  ratio = 16 / 9,
  most = 9,
): Arranged {
  const lead = principal(peers, last);
  const own = peers.filter((peer) => peer.local && peer.hasPicture).map((peer) => peer.identity);
  if (layout === "slides") {
    const rail = [lead, ...own.filter((identity) => identity !== lead)].filter(Boolean);
    return { rail, grid: [], columns: 1 };
  }
  if (layout === "speakers") return { rail: own, grid: lead ? [lead] : [], columns: 1 };
  const rank = (peer: Seen) => (peer.identity === lead ? 0 : peer.hasPicture ? 1 : 2);
  const grid = [...peers]
    .sort((a, b) => rank(a) - rank(b) || a.identity.localeCompare(b.identity))
    .slice(0, most)
    .map((peer) => peer.identity);
  return { rail: [], grid, columns: columnsFor(grid.length, ratio) };
}
