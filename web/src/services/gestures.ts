/** What passes and is not kept: reactions that float by, and where somebody points on the slide. */
import { signal } from "@preact/signals";

export interface Reaction {
  readonly id: number;
  readonly from: string;
  readonly mark: string;
}

export interface Pointer {
  readonly from: string;
  readonly x: number;
  readonly y: number;
}

/** The marks that may be sent as a reaction. */
export const REACTIONS: readonly string[] = ["👏", "👍", "❤️", "😮", "🙏"];

const REACTION_SHOWN = 4000; // milliseconds
const POINTER_SHOWN = 1500;

export class Gestures {
  readonly reactions = signal<readonly Reaction[]>([]);
  readonly pointer = signal<Pointer | undefined>(undefined);
  private count = 0;
  private timer = 0;

  react(from: string, mark: string): void {
    if (!REACTIONS.includes(mark)) return;
    this.count += 1;
    const reaction: Reaction = { id: this.count, from, mark };
    this.reactions.value = [...this.reactions.value.slice(-20), reaction];
    setTimeout(() => {
      this.reactions.value = this.reactions.value.filter((shown) => shown.id !== reaction.id);
    }, REACTION_SHOWN);
  }

  point(from: string, { x, y }: { x: number; y: number }): void {
    this.pointer.value = { from, x, y };
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.pointer.value = undefined;
    }, POINTER_SHOWN);
  }
}
