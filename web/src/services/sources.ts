/**
 * Which source one has: the room's SFU, or the broadcast for who found no seat there or would rather have it
 * steadier. The rule is state/seating.ts; here it is done, and one is moved without the page being read anew.
 */
import { signal } from "@preact/signals";
import { type Place, placeOf, SPREAD } from "../state/seating";
import type { Broadcast, Listener } from "./broadcast";
import type { Source } from "./source";

/** What is decided by: see state/seating.ts. */
export interface Ground extends Listener {
  readonly media: Source;
  /** The server's clock. */
  now(): number;
  speaks(): boolean;
  /** Whether no seat is free. */
  full(): boolean;
  /** My seat is for others now. */
  release(): void;
  /** One is somewhere else now, and sees the room accordingly. */
  onPlace(place: Place): void;
}

const WISH = "consilium.broadcast";
const AGAIN = 3000; // milliseconds

export class Sources {
  readonly place = signal<Place>("off");
  /** They would rather watch the broadcast; kept for this tab. */
  readonly wishes = signal(sessionStorage.getItem(WISH) === "1");
  /** No seat was found when one was asked for last. */
  readonly refused = signal(false);
  readonly broadcast = signal<Broadcast | undefined>(undefined);
  private may = false;
  private waiting = 0;
  private moving: Promise<void> = Promise.resolve();

  constructor(private readonly ground: Ground) {}

  /** Whether one may have sound and picture now. */
  allow(may: boolean): void {
    this.may = may;
    this.review();
  }

  wish(broadcast: boolean): void {
    this.wishes.value = broadcast;
    if (broadcast) sessionStorage.setItem(WISH, "1");
    else sessionStorage.removeItem(WISH);
    if (!broadcast) this.refused.value = false; // asked anew
    this.review();
  }

  /** The SFU's door said that all seats are taken. */
  refuse(): void {
    this.refused.value = true;
    this.review();
  }

  /** Ask for a seat: whoever is refused goes on as before. */
  ask(): void {
    this.wish(false);
  }

  /** Something has changed that the place depends on. */
  review(): void {
    const place = placeOf({
      may: this.may,
      speaks: this.ground.speaks(),
      refused: this.refused.peek(),
      wishes: this.wishes.peek(),
      recorded: this.ground.take() !== undefined,
    });
    this.await(place);
    const before = this.place.peek();
    if (place === before) return;
    this.place.value = place;
    this.ground.onPlace(place);
    if (place === "broadcast" && this.wishes.peek()) this.ground.release();
    this.moving = this.moving.then(() => this.move(before));
  }

  async close(): Promise<void> {
    this.allow(false);
    await this.moving;
  }

  /** One after another: a source ends before the next begins, and of those that were overtaken none does. */
  private async move(before: Place): Promise<void> {
    await this.source(before)?.stop();
    const place = this.place.peek();
    if (place === "broadcast") await this.fetch();
    if (place === this.place.peek()) void this.source(place)?.start(); // it may take for ever: not waited for
  }

  private source(place: Place): Source | undefined {
    return { off: undefined, waiting: undefined, room: this.ground.media, broadcast: this.broadcast.peek() }[
      place
    ];
  }

  private async fetch(): Promise<void> {
    while (!this.broadcast.peek() && this.place.peek() === "broadcast") {
      try {
        const { Broadcast } = await import("./broadcast");
        this.broadcast.value = new Broadcast(this.ground, this.ground.now);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN)); // no line: again
      }
    }
  }

  /** Who has neither comes in by themselves when seats are free, each at a moment of their own. */
  private await(place: Place): void {
    const due = place === "waiting" && !this.ground.full();
    if (!due) {
      clearTimeout(this.waiting);
      this.waiting = 0;
    } else if (!this.waiting) {
      this.waiting = window.setTimeout(() => {
        this.waiting = 0;
        this.ask();
      }, Math.random() * SPREAD);
    }
  }
}
