/** What an organiser hides of a recording, and the list of it. See src/consilium/archive/actions.py. */
import { signal } from "@preact/signals";
import { freshKey } from "./api";
import type { Replay } from "./replay";

/** Something that was hidden. `words`: how many questions, answers and captions; moments in milliseconds. */
export interface Edit {
  readonly id: string;
  readonly subject: string;
  readonly start: number;
  readonly end: number;
  readonly words: number;
  /** By this edit or by others: none of its words is left. */
  readonly redacted: boolean;
  readonly reason: string;
  readonly at: number;
  readonly by: string;
  /** 0 while it holds. */
  readonly undone: number;
  readonly undone_by: string;
}

/** What hiding a stretch would take: whole segments. */
export interface Preview {
  readonly stretches: readonly (readonly [number, number])[];
  readonly cues: number;
}

export interface Wish {
  readonly subject: string;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  readonly redact: boolean;
  /** Of what this edit has hidden, and of nothing that was said since. */
  readonly of?: string;
}

export class Tidying {
  readonly edits = signal<readonly Edit[]>([]);
  private key = freshKey();
  private asked = "";

  constructor(private readonly replay: Replay) {}

  /** Whether it was done; why not is said by the page. */
  list(): Promise<boolean> {
    return this.replay.store.attempt(() => this.read());
  }

  preview(start: number, end: number): Promise<Preview> {
    return this.replay.store.api.get(`archive/edits/preview?start=${start}&end=${end}`);
  }

  /** One key for one wish until it is done: pressed twice, or repeated after a lost answer, it is done once. */
  withhold(wish: Wish): Promise<boolean> {
    const asked = JSON.stringify(wish);
    if (asked !== this.asked) [this.asked, this.key] = [asked, freshKey()];
    return this.change(async () => {
      await this.replay.store.api.post("archive/edits", { ...wish, key: this.key });
      this.key = freshKey();
    });
  }

  undo(id: string): Promise<boolean> {
    return this.change(() => this.replay.store.api.post(`archive/edits/${id}/undo`));
  }

  private change(work: () => Promise<unknown>): Promise<boolean> {
    return this.replay.store.attempt(async () => {
      await work();
      await Promise.all([this.read(), this.replay.refresh()]);
    });
  }

  private async read(): Promise<void> {
    this.edits.value = (await this.replay.store.api.get<{ edits: Edit[] }>("archive/edits")).edits;
  }
}
