/**
 * Following the log: server-sent events, resumed after every loss at the last entry seen.
 *
 * The browser's own reconnecting is not used: it stops for good at the first refused answer, and a token that has
 * run out must be exchanged for a fresh one before the next try.
 */
import type { WireEntry } from "../protocol/entry";
import { type Clock, Refused, realClock } from "./api";

export type Line = "live" | "reconnecting" | "lost";

export interface Ticket {
  url: string;
  token: string;
}

/** The part of EventSource that is used, so that tests can pass one of their own. */
export interface Source {
  addEventListener(kind: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface StreamOptions {
  ticket: Ticket;
  after: number;
  onEntry(entry: WireEntry): void;
  /** `refusal`: why one may not follow any longer. */
  onLine(line: Line, refusal?: Refused): void;
  /** A fresh ticket; rejects when the member may not follow any longer, or there is no line. */
  renew(): Promise<Ticket>;
  /** No ticket helps: the log may have been set back, as by a backup. Told once. */
  onAhead?(): void;
  open?: (url: string) => Source;
  clock?: Clock;
  now?: () => number;
}

const WAITS = [100, 200, 400, 800, 1200, 2000];
/** The server sends a beat every 15 s; a source silent for longer than this is dead without having said so. */
const SILENT_AFTER = 40_000;
/** Milliseconds without a line after which it is called lost. */
export const LOST_AFTER = 30_000;

export class Stream {
  private after: number;
  private ticket: Ticket;
  private source: Source | undefined;
  private stopped = false;
  private outdated = false;
  private doubted = false;
  private refusal: Refused | undefined;
  private failures = 0;
  private downSince = 0;
  private heardAt = 0;
  private readonly clock: Clock;
  private readonly now: () => number;

  constructor(private readonly options: StreamOptions) {
    this.after = options.after;
    this.ticket = options.ticket;
    this.clock = options.clock ?? realClock;
    this.now = options.now ?? Date.now;
  }

  /** The seq of the last entry handed on. */
  get position(): number {
    return this.after;
  }

  /** The server will end this source and refuse its ticket: the next one begins with a fresh one. */
  outdate(): void {
    this.outdated = true;
  }

  start(): void {
    const query = new URLSearchParams({ token: this.ticket.token, after: String(this.after) });
    const open = this.options.open ?? ((url: string) => new EventSource(url));
    const source = open(`${this.ticket.url}/stream?${query}`);
    this.source = source;
    source.addEventListener("open", () => this.opened(source));
    source.addEventListener("entry", (event) => this.take(source, event.data));
    source.addEventListener("beat", () => this.heard(source));
    source.addEventListener("error", () => this.failed(source));
    this.heard(source);
    void this.watch(source);
  }

  stop(): void {
    this.stopped = true;
    this.source?.close();
  }

  private opened(source: Source): void {
    if (source !== this.source) return;
    this.heard(source);
    this.failures = 0;
    this.downSince = 0;
    this.options.onLine("live");
  }

  private take(source: Source, data: string): void {
    if (source !== this.source) return;
    this.heard(source);
    const entry = JSON.parse(data) as WireEntry;
    if (entry.seq <= this.after) return; // had it before the line broke
    this.after = entry.seq;
    this.options.onEntry(entry);
  }

  private heard(source: Source): void {
    if (source === this.source) this.heardAt = this.now();
  }

  /** A laptop that slept, or a line cut without a word, raises no error: silence is the sign. */
  private async watch(source: Source): Promise<void> {
    while (source === this.source && !this.stopped) {
      await this.clock.sleep(5000);
      if (source === this.source && this.now() - this.heardAt > SILENT_AFTER) this.failed(source);
    }
  }

  private failed(source: Source): void {
    if (source !== this.source || this.stopped) return;
    source.close();
    this.source = undefined;
    if (this.downSince === 0) this.downSince = this.now();
    void this.again();
  }

  private async again(): Promise<void> {
    const line = this.now() - this.downSince >= LOST_AFTER ? "lost" : "reconnecting";
    this.options.onLine(line, this.refusal);
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)] ?? 2000;
    this.failures += 1;
    await this.clock.sleep(wait);
    if (this.stopped) return;
    try {
      // the first try goes with the ticket at hand: most losses are a second of a weak line
      if (this.failures > 1 || this.outdated) this.ticket = await this.options.renew();
      this.outdated = false;
      this.refusal = undefined;
    } catch (error) {
      if (!this.stopped) this.notRenewed(error);
      return;
    }
    if (this.stopped) return;
    this.start();
    if (this.doubted || this.now() - this.downSince < LOST_AFTER) return;
    this.doubted = true; // why an event source was refused, the browser tells nobody
    this.options.onAhead?.();
  }

  /** Who was removed may be let in again, and comes in by themselves; who is no member may not. */
  private notRenewed(error: unknown): void {
    this.refusal = error instanceof Refused && [401, 403].includes(error.status) ? error : undefined;
    if (this.refusal?.status !== 401) void this.again();
    else {
      this.stop();
      this.options.onLine("lost", this.refusal);
    }
  }
}
