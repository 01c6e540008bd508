/** How this browser wants its captions, the words on their way, and what is known of the server's models. */
import { signal } from "@preact/signals";
import type { Interim, Pairs } from "../state/captioning";

/** What the server measured of itself for one language: share of wrong words, and milliseconds of delay. */
export interface Measured {
  readonly wer: number;
  readonly delay: number;
  readonly engine: string;
}

export interface CaptionFacts {
  readonly measured: Readonly<Record<string, Measured>>;
  readonly pairs: Pairs;
}

export interface Wishes {
  readonly shown: boolean;
  /** 1 to 2. */
  readonly size: number;
  /** 1 to 3. */
  readonly lines: number;
  /** Whether a screen reader, or a braille line, is told each caption. */
  readonly spoken: boolean;
}

export const SIZES = [1, 1.25, 1.5, 2] as const;
export const LINES = [1, 2, 3] as const;
const KEY = "consilium.captions";
const PLAIN: Wishes = { shown: true, size: 1, lines: 2, spoken: false };
const LONGEST = 1000;

export class Captioning {
  readonly wishes = signal<Wishes>(remembered());
  readonly interim = signal<Interim | undefined>(undefined);
  readonly facts = signal<CaptionFacts>({ measured: {}, pairs: [] });

  wish(values: Partial<Wishes>): void {
    this.wishes.value = { ...this.wishes.value, ...values };
    localStorage.setItem(KEY, JSON.stringify(this.wishes.value));
  }

  toggle(): void {
    this.wish({ shown: !this.wishes.value.shown });
  }

  /** Words of the scribe, from the SFU. */
  hear(value: unknown): void {
    const said = (value ?? {}) as Record<string, unknown>;
    const { id, language, source, text, person } = said;
    if (![id, language, source, text, person].every((field) => typeof field === "string")) return;
    this.interim.value = {
      ...(said as unknown as Interim),
      text: (text as string).slice(0, LONGEST),
      at: Date.now(),
    };
  }

  /** A cue came: the words that were on their way have arrived. */
  arrived(cue: { readonly language: string; readonly source: string }): void {
    const { value } = this.interim;
    if (value?.language === cue.language && value.source === cue.source) this.interim.value = undefined;
  }
}

function remembered(): Wishes {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Wishes>;
    return {
      shown: found.shown !== false,
      size: SIZES.find((size) => size === found.size) ?? PLAIN.size,
      lines: LINES.find((lines) => lines === found.lines) ?? PLAIN.lines,
      spoken: found.spoken === true,
    };
  } catch {
    return PLAIN;
  }
}
