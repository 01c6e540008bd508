/** How long one waits before a broadcast that failed is tried again: longer each time it failed soon after. */

const FIRST = 3000; // milliseconds
const LONGEST = 60_000;
/** What has played for so long was not broken in the same way. */
const WELL = 60_000;

export class Patience {
  private pause = FIRST;
  private last = Number.NEGATIVE_INFINITY;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** It failed; milliseconds until it is tried again. */
  failed(): number {
    const since = this.now() - this.last;
    this.pause = since > this.pause + WELL ? FIRST : Math.min(LONGEST, this.pause * 2);
    this.last = this.now();
    return this.pause;
  }
}
