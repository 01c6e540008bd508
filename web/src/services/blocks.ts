/**
 * Following the public log by files beside the media, which a CDN carries: whole blocks that never change, and an
 * index that is asked every few seconds. What is told one person alone is not in them.
 */
import type { WireEntry } from "../protocol/entry";
import { type Clock, realClock } from "./api";
import type { Card } from "./snapshot";
import type { Line } from "./stream";

/** See archive/blocks.py. */
interface Told {
  readonly entries: readonly WireEntry[];
  readonly people: Readonly<Record<string, Card>>;
}

interface Index {
  readonly seq: number;
  readonly size: number;
  readonly blocks: number;
  readonly edition: string;
  readonly tail: Told;
}

export interface BlocksOptions {
  /** Where the take's files are, with a slash at the end. Asked anew each time: addresses end. */
  folder(): string;
  /** The language that is read, "" for all. */
  language: string;
  after: number;
  onEntry(entry: WireEntry): void;
  onPeople(people: Readonly<Record<string, Card>>): void;
  onLine(line: Line): void;
  fetch?: typeof fetch;
  clock?: Clock;
}

/** Milliseconds between two looks, and by how much they differ, so that pages do not ask in step. */
const EVERY = 2500;
const SPREAD = 1000;
/** Rounds in vain after which the line is called lost. */
const LOST = 8;

export class Blocks {
  private after: number;
  private stopped = false;
  private failures = 0;
  private readonly fetch: typeof fetch;
  private readonly clock: Clock;

  constructor(private readonly options: BlocksOptions) {
    this.after = options.after;
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.clock = options.clock ?? realClock;
  }

  /** Up to where the log is known. */
  get position(): number {
    return this.after;
  }

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const well = await this.look();
      this.failures = well ? 0 : this.failures + 1;
      if (!this.stopped) this.options.onLine(well ? "live" : this.failures < LOST ? "reconnecting" : "lost");
      await this.clock.sleep(EVERY + Math.random() * SPREAD);
    }
  }

  /** Read what is new; false without a line. A block whose edition has just changed is read with the next index. */
  private async look(): Promise<boolean> {
    const tag = this.options.language || "mul";
    try {
      const index = await this.read<Index>(`log-${tag}.json`);
      for (let n = Math.floor(this.after / index.size); n < index.blocks; n += 1)
        this.take(await this.read<Told>(`log-${n}-${index.edition}-${tag}.json`), (n + 1) * index.size);
      this.take(index.tail, index.seq);
      return true;
    } catch {
      return false;
    }
  }

  private async read<T>(name: string): Promise<T> {
    const answer = await this.fetch(this.options.folder() + name, { credentials: "omit" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.json()) as T;
  }

  /** `until`: the number up to which everything is known by it. A cache may give an index that is older. */
  private take(told: Told, until: number): void {
    if (this.stopped || until <= this.after) return;
    this.options.onPeople(told.people);
    for (const entry of told.entries) {
      if (this.stopped) return; // an entry moved the reader elsewhere: another follower goes on from here
      if (entry.seq <= this.after) continue;
      this.after = entry.seq;
      this.options.onEntry(entry);
    }
    if (!this.stopped) this.after = until;
  }
}
