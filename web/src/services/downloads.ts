/** Files of the recording to be taken along: asked for, made meanwhile, fetched. See recordings/downloads.py. */
import { signal } from "@preact/signals";
import type { Api } from "./api";
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

type Busy = Pick<DownloadFile, "take" | "kind" | "rendition" | "status" | "done">;

const PATH = "recordings/downloads";
const UNDER_WAY = `${PATH}/under-way`;
/** Milliseconds between two looks while something is being made: ever longer, a film may take hours. */
const LOOK = 2000;
const LONGEST = 15_000;
const SLOWER = 1.2;

const isBusy = ({ status }: Pick<DownloadFile, "status">) => status === "queued" || status === "working";
const same = (one: Busy, other: Busy) =>
  one.take === other.take && one.kind === other.kind && one.rendition === other.rendition;

/** The files as they are by a look at those under way; undefined when one is not among them any longer. */
export function progressed(
  files: readonly DownloadFile[],
  busy: readonly Busy[],
): readonly DownloadFile[] | undefined {
  const after = files.map((file) => {
    const found = isBusy(file) ? busy.find((one) => same(one, file)) : file;
    return found && { ...file, status: found.status, done: found.done };
  });
  return after.every((file) => file !== undefined) ? after : undefined;
}

export class Downloads {
  readonly offer = signal<Offer | undefined>(undefined);
  private timer = 0;
  private pause = LOOK;
  private closed = false;

  constructor(
    private readonly store: { readonly api: Pick<Api, "get" | "post">; attempt: Store["attempt"] },
  ) {}

  async open(): Promise<void> {
    try {
      this.learn(await this.store.api.get<Offer>(PATH));
    } catch {
      if (this.offer.value) this.learn(this.offer.value); // without a line it is looked at again
    }
  }

  /** How far they are; all of it anew when one is there, or failed. */
  private async look(): Promise<void> {
    try {
      const { files } = await this.store.api.get<{ files: readonly Busy[] }>(UNDER_WAY);
      const known = this.offer.value;
      const after = known && progressed(known.files, files);
      if (known && after) this.learn({ ...known, files: after });
      else await this.open();
    } catch {
      if (this.offer.value) this.learn(this.offer.value);
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Have it made, or once more. Why not is said by the page. */
  ask({ take, kind, rendition }: DownloadFile): Promise<boolean> {
    this.pause = LOOK;
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
    if (this.closed || !offer.files.some(isBusy)) return;
    this.timer = window.setTimeout(() => void this.look(), this.pause);
    this.pause = Math.min(LONGEST, this.pause * SLOWER);
  }
}
