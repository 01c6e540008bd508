/**
 * Whether this page is visible, told to the live process where the rules of a certificate ask for it. Each change is
 * told until it is written, in order, with how long ago it was; what comes twice is known by tab and number.
 */
import { type Clock, freshKey, Refused, realClock } from "./api";

export interface Glance {
  readonly tab: string;
  readonly number: number;
  readonly visible: boolean;
  readonly ago: number;
}

export interface GlancesOptions {
  send(glance: Glance): Promise<void>;
  clock?: Clock;
  now?: () => number;
}

interface Change {
  readonly number: number;
  readonly visible: boolean;
  readonly at: number;
}

const LONGEST_AGO = 3_600_000;
/** The server takes no more of one page. */
const MOST = 2000;
const WAITS = [1000, 2000, 5000, 10_000, 30_000];

export class Glances {
  private readonly tab = freshKey();
  private readonly clock: Clock;
  private readonly now: () => number;
  private waiting: Change[] = [];
  private told: boolean | undefined;
  private number = 0;
  private busy = false;
  private stopped = false;

  constructor(private readonly options: GlancesOptions) {
    this.clock = options.clock ?? realClock;
    this.now = options.now ?? Date.now;
  }

  /** The page is visible or hidden from now on. `again`: tell it even if it is what was told last. */
  look(visible: boolean, again = false): void {
    if (this.stopped || (visible === this.told && !again)) return;
    if (this.number >= MOST) return;
    this.told = visible;
    this.waiting.push({ number: this.number, visible, at: this.now() });
    this.number += 1;
    void this.flush();
  }

  stop(): void {
    this.stopped = true;
  }

  private async flush(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let failures = 0; this.waiting.length > 0; ) {
      const change = this.waiting[0] as Change;
      if (await this.tell(change)) {
        this.waiting.shift();
        failures = 0;
      } else {
        await this.clock.sleep(WAITS[Math.min(failures, WAITS.length - 1)] ?? 30_000);
        failures += 1;
      }
    }
    this.busy = false;
  }

  /** True when it is done with: written, refused for good, or too old to be believed. */
  private async tell(change: Change): Promise<boolean> {
    const ago = Math.max(0, Math.round(this.now() - change.at));
    if (ago > LONGEST_AGO) return true;
    try {
      await this.options.send({ tab: this.tab, number: change.number, visible: change.visible, ago });
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 429;
    }
  }
}
