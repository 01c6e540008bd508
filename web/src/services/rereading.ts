/**
 * Reading the whole room anew, in another language or because one's own roles or seat in the booths have changed. Of several
 * readings at a time the one that was asked for last counts.
 */
import type { WireEntry } from "../protocol/entry";
import { Refused } from "./api";
import type { Blocks } from "./blocks";
import { Stream } from "./stream";

export interface Ground<Room> {
  read(language: string): Promise<Room>;
  /** Show it, and follow the log from there. */
  take(room: Room): void;
  /** The language that is read now. */
  language(): string;
}

export class Rereading<Room> {
  private turn = 0;
  private underway: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly ground: Ground<Room>) {}

  /** False when it was overtaken. Raises Refused. */
  as(language: string): Promise<boolean> {
    const done = this.read(language, ++this.turn);
    this.underway = done.catch(() => {});
    return done;
  }

  /** Once more as it is read now, after a choice that may be underway; as soon as there is a line. */
  async again(): Promise<void> {
    for (let known: unknown; known !== this.underway; ) {
      known = this.underway;
      await known;
    }
    if (this.closed) return;
    try {
      await this.as(this.ground.language());
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === NO_LINE) await this.again();
    }
  }

  /** Somebody's roles or seat have changed? If they are one's own, one reads otherwise from now on. */
  told(entry: WireEntry, me: string, stream: Stream | Blocks | undefined): void {
    if (!isOwnChange(entry, me)) return;
    if (stream instanceof Stream) stream.outdate();
    void this.again();
  }

  close(): void {
    this.closed = true;
  }

  private async read(language: string, turn: number): Promise<boolean> {
    const room = await this.ground.read(language);
    if (turn !== this.turn) return false;
    this.ground.take(room);
    return true;
  }
}

const NO_LINE = 0;
const CHANGES: readonly string[] = ["roles.changed", "booth.joined", "booth.left"];

function isOwnChange(entry: WireEntry, person: string): boolean {
  return CHANGES.includes(entry.kind) && (entry.data as { person?: unknown } | null)?.person === person;
}
