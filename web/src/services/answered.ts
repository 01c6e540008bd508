/**
 * "Answered before": while a question is typed, the nearest ones of the archive that have their answer. It never
 * stands in the way: what does not come, comes not, and nothing is said of it.
 */
import { signal } from "@preact/signals";
import { tells } from "../state/answered";
import type { Api } from "./api";

/** A text in the reader's language where there is one. */
export interface Words {
  readonly text: string;
  readonly language: string;
  readonly machine: boolean;
}

/** As GET search/answered tells it: see search/api.py. `answer` is null when it was said and not written. */
export interface Answered {
  readonly question: Words;
  readonly answer: Words | null;
  readonly seminar: string;
  readonly url: string;
}

/** Milliseconds without a key before the archive is asked. */
export const PAUSE = 500;

export class AnsweredBefore {
  readonly found = signal<readonly Answered[]>([]);
  private timer = 0;
  private asked = "";
  private running: AbortController | undefined;
  private closed = false;

  constructor(private readonly api: Pick<Api, "look">) {}

  /** What stands in the field now. */
  typed(text: string): void {
    const words = text.trim();
    if (!words) this.closed = false; // another question
    if (this.closed || words === this.asked) return;
    this.cancel();
    this.asked = words;
    if (!tells(words)) this.found.value = [];
    else this.timer = window.setTimeout(() => void this.ask(words), PAUSE);
  }

  /** The reader wants none for this question. */
  close(): void {
    this.cancel();
    this.closed = true;
    this.found.value = [];
  }

  /** The question is sent, or the field is gone. */
  stop(): void {
    this.cancel();
    this.closed = false;
    this.asked = "";
    this.found.value = [];
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = undefined;
  }

  private async ask(words: string): Promise<void> {
    const running = new AbortController();
    this.running = running;
    const path = `search/answered?text=${encodeURIComponent(words)}`;
    const found = await this.api.look<readonly Answered[]>(path, running.signal);
    if (this.running === running) this.found.value = found ?? [];
  }
}
