/** Files of the recording to be taken along: asked for, made meanwhile, fetched. See recordings/downloads.py. */
import { signal } from "@preact/signals";
import type { Store } from "./store";

export interface DownloadFile {
  readonly take: string;
  readonly kind: "film" | "sound" | "pack";
  /** Its sound; of a pack its language. */
  readonly rendition: string;
  /** The language, by its own name. */
  readonly title: string;
  /** "" is to be asked for. */
  readonly status: "" | "queued" | "working" | "ready" | "failed";
  readonly error: string;
  readonly done: number;
  readonly bytes: number;
  readonly url: string;
}

export interface Offer {
  readonly may: boolean;
  readonly decides: boolean;
  readonly to_members: boolean;
  readonly files: readonly DownloadFile[];
}

const PATH = "recordings/downloads";
/** Milliseconds between two looks while something is being made. */
const LOOK = 2000;

export class Downloads {
  readonly offer = signal<Offer | undefined>(undefined);
  private timer = 0;
  private closed = false;

  constructor(private readonly store: Store) {}

  async open(): Promise<void> {
    try {
      this.learn(await this.store.api.get<Offer>(PATH));
    } catch {
      if (this.offer.value) this.learn(this.offer.value); // without a line it is looked at again
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Have it made, or once more. Why not is said by the page. */
  ask({ take, kind, rendition }: DownloadFile): Promise<boolean> {
    return this.send(`recordings/${take}/downloads`, { kind, rendition });
  }

  handOut(toMembers: boolean): Promise<boolean> {
    return this.send(PATH, { to_members: toMembers });
  }

  private send(path: string, body: object): Promise<boolean> {
    return this.store.attempt(async () => this.learn(await this.store.api.post<Offer>(path, body)));
  }

  private learn(offer: Offer): void {
    this.offer.value = offer;
    clearTimeout(this.timer);
    const busy = offer.files.some(({ status }) => status === "queued" || status === "working");
    if (busy && !this.closed) this.timer = window.setTimeout(() => void this.open(), LOOK);
  }
}
