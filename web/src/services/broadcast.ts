/**
 * The broadcast: the recording while it is written, some seconds behind. Its clock, the moment that is heard, is the
 * page's. A chunk of its own: who sits in the room does not fetch it.
 */
import { effect, type Signal, signal, untracked } from "@preact/signals";
import type { Api } from "./api";
import { Blocks, type BlocksOptions } from "./blocks";
import { type Failure, type Source as Playable, Player } from "./player";
import type { Source } from "./source";

/** What the broadcast needs of the page. */
export interface Listener {
  readonly api: Api;
  /** The take that goes on; undefined for none. */
  take(): string | undefined;
  /** The channel that is listened to, "" for the floor. */
  channel(): string;
  light(): boolean;
  /** The moment (milliseconds of the server) that is heard now; undefined when there is nothing to follow. */
  onMoment(moment: number | undefined): void;
}

interface Address {
  readonly live: string;
  readonly sound: string;
}

const AGAIN = 3000; // milliseconds
const SELDOM = 48_000;

export class Broadcast implements Source {
  readonly player: Player;
  /** Stays the same element wherever the page puts it, so that nothing is interrupted. */
  readonly video: HTMLVideoElement = document.createElement("video");
  /** Seconds behind what is said. */
  readonly behind: Signal<number> = signal(0);
  /** Where the take's files are, with a slash at the end; "" while that is not known. */
  folder = "";
  private running = false;
  private plays = "";
  private timer = 0;
  /** The channel that is listened to and has no sound yet, and when it is looked for again. */
  private awaited = "";
  private looking = 0;
  private readonly stops: (() => void)[] = [];

  constructor(
    private readonly listener: Listener,
    private readonly now: () => number,
  ) {
    this.video.playsInline = true;
    this.player = new Player({
      live: true,
      onMoment: (moment) => this.heard(moment),
      onEnd: () => this.ended(),
      renew: () => this.address(),
    });
    this.player.attach(this.video);
  }

  /** The log by the files beside the media, for who hears them. Not begun yet. */
  follow(options: BlocksOptions): Blocks {
    return new Blocks(options);
  }

  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.player.playing.value = true;
    this.stops.push(effect(() => this.hear(this.listener.channel())));
    this.stops.push(effect(() => this.lighten(this.listener.light())));
    this.stops.push(effect(() => this.failed(this.player.failure.value)));
    await this.load();
  }

  async stop(): Promise<void> {
    this.running = false;
    clearTimeout(this.timer);
    this.await("");
    for (const stop of this.stops.splice(0)) stop();
    this.player.pause();
    this.player.close();
  }

  /** After a click, where the browser waited for one. */
  play(): void {
    this.player.play();
  }

  private async load(): Promise<void> {
    const found = await this.address();
    if (!this.running) return;
    if (found) await this.player.load(found);
    else this.timer = window.setTimeout(() => void this.load(), AGAIN);
  }

  /** With its sound alone on a weak line. Undefined while it cannot be had. */
  private async address(): Promise<Playable | undefined> {
    const take = this.listener.take();
    if (!take) return undefined;
    try {
      const { live, sound } = await this.listener.api.get<Address>(`recordings/${take}/address`);
      this.plays = this.listener.light() ? "sound" : "live";
      this.folder = live.slice(0, live.lastIndexOf("/") + 1);
      return { url: this.plays === "sound" ? sound : live, shown: [], gains: {} }; // loudness is measured after the end
    } catch {
      return undefined;
    }
  }

  private lighten(light: boolean): void {
    if (this.plays && this.plays !== (light ? "sound" : "live")) void this.load();
  }

  /** The first sound is the floor, the others are channels. One that is not recorded yet is the floor until it is. */
  private hear(channel: string): void {
    const [floor, ...channels] = this.player.sounds.value;
    const found = channels.find(({ language }) => channel !== "" && language === channel);
    const wanted = found ?? floor;
    if (wanted && wanted.id !== this.player.sound.peek()) this.player.choose(wanted);
    if (floor) this.await(found ? "" : channel);
  }

  private await(channel: string): void {
    if (channel === this.awaited) return;
    clearTimeout(this.looking);
    this.awaited = channel;
    if (channel) this.lookFor(channel, AGAIN);
  }

  /** Players read the list of sounds once: a channel that was opened after that is there when it is read anew. */
  private lookFor(channel: string, pause: number): void {
    this.looking = window.setTimeout(async () => {
      const there = await fetch(`${this.folder}live-${channel}.m3u8`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (this.awaited !== channel) return;
      if (!there) this.lookFor(channel, Math.min(SELDOM, pause * 2));
      else {
        this.awaited = "";
        void this.load();
      }
    }, pause);
  }

  /** This take is over; another may have begun. */
  private ended(): void {
    if (!this.running) return;
    this.listener.onMoment(undefined);
    if (this.running) void this.load();
  }

  /** What failed is tried again now. */
  again(): void {
    this.player.again();
  }

  /** Without a picture nothing can run ahead of it. It comes back with a lost line. */
  private failed(failure: Failure): void {
    if (failure === "unable" || failure === "broken") untracked(() => this.listener.onMoment(undefined));
  }

  private heard(moment: number): void {
    if (!this.running) return;
    this.behind.value = Math.max(0, Math.round((this.now() - moment) / 1000));
    this.listener.onMoment(moment);
  }
}
