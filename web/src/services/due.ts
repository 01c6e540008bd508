/**
 * Loads a live playlist when its next segment is due. By itself hls.js asks every four seconds, in whatever phase its
 * first answer came: it learns of a segment up to four seconds late. A server may hold an answer until there is news
 * (CAN-BLOCK-RELOAD), but ours would hold a connection for each viewer, and a CDN none. So hls.js is told that
 * answers are held, asks for the next one at once, and it is held here.
 */
import type {
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderStats,
  PlaylistLoaderConstructor,
  PlaylistLoaderContext,
} from "hls.js";

/** Milliseconds between two asks: so long may caches keep a playlist. */
const RETRY = 1000;
/** Milliseconds by which an ask is sooner than a segment after the last one that met it just come. */
const SOONER = 250;
/** Asks for one segment; then hls.js is given the old playlist, and asks again as it likes. */
const TRIES = 4;
const HELD = "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n";

/** What was last read of a playlist, and when (milliseconds of performance.now) there should be more. */
interface Known {
  readonly text: string;
  readonly due: number;
}

type Callbacks = LoaderCallbacks<PlaylistLoaderContext>;

/** For one player: what it has read of each playlist is known to all loaders that it makes. */
export function loadingWhenDue(Plain: PlaylistLoaderConstructor): PlaylistLoaderConstructor {
  const known = new Map<string, Known>();
  return class extends Due {
    constructor(config: HlsConfig) {
      super(() => new Plain(config), known);
    }
  };
}

class Due implements Loader<PlaylistLoaderContext> {
  context: PlaylistLoaderContext | null = null;
  private plain: Loader<PlaylistLoaderContext>;
  private timer = 0;
  private tries = 0;

  constructor(
    private readonly make: () => Loader<PlaylistLoaderContext>,
    private readonly known: Map<string, Known>,
  ) {
    this.plain = make();
  }

  get stats(): LoaderStats {
    return this.plain.stats;
  }

  /** hls.js says which segment it waits for (`deliveryDirectives`) when it has all before: else it is answered at once. */
  load(context: PlaylistLoaderContext, how: LoaderConfiguration, callbacks: Callbacks): void {
    this.context = context;
    const url = plainAddress(context.url);
    const held = context.deliveryDirectives ? this.known.get(url) : undefined;
    const ask = (): void => {
      this.tries += 1;
      const asked = performance.now();
      const onSuccess: Callbacks["onSuccess"] = (response, stats, _context, details) => {
        const text = String(response.data);
        if (held?.text === text && this.tries < TRIES) {
          this.timer = window.setTimeout(() => {
            this.plain.destroy(); // a loader loads once
            this.plain = this.make();
            ask();
          }, RETRY);
          return;
        }
        this.learn(url, text, asked);
        callbacks.onSuccess(
          { ...response, data: goesOn(text) ? text + HELD : text },
          stats,
          context,
          details,
        );
      };
      this.plain.load({ ...context, url }, how, { ...callbacks, onSuccess });
    };
    this.timer = window.setTimeout(ask, held ? held.due - performance.now() : 0);
  }

  abort(): void {
    clearTimeout(this.timer);
    this.plain.abort();
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.plain.destroy();
  }

  getCacheAge(): number | null {
    return this.plain.getCacheAge?.() ?? null;
  }

  getResponseHeader(name: string): string | null {
    return this.plain.getResponseHeader?.(name) ?? null;
  }

  /** What was there at the first ask may have been there for long: the next ask comes sooner, until one comes too soon. */
  private learn(url: string, text: string, asked: number): void {
    if (this.known.get(url)?.text === text) return;
    this.known.set(url, { text, due: asked + lasts(text) - (this.tries > 1 ? SOONER : RETRY) });
  }
}

/** Without what hls.js adds for a server that holds answers: caches know one address. */
function plainAddress(url: string): string {
  return url.replace(/\?_HLS_[^#]*/, "");
}

/** A playlist of segments that has no end yet. */
function goesOn(text: string): boolean {
  return text.includes("#EXTINF") && !text.includes("#EXT-X-ENDLIST");
}

/** Milliseconds of its last segment: the next one will be like it. */
function lasts(text: string): number {
  const [, seconds] = /#EXTINF:([0-9.]+)/.exec(text.slice(text.lastIndexOf("#EXTINF"))) ?? [];
  return Number(seconds ?? 4) * 1000;
}
