/**
 * Sound and picture of takes in one media element. hls.js where the browser lets scripts feed it, the browser's own
 * player where that reads HLS (iPhones). Moments are milliseconds since 1970, by EXT-X-PROGRAM-DATE-TIME.
 */
import { signal } from "@preact/signals";
import type Hls from "hls.js";
import type { ErrorData } from "hls.js";
import { type Piece, toMoment, toSeconds } from "../state/replay";
import { Level } from "./level";
import { Patience } from "./patience";

/** One audio rendition, called by its language's own name. */
export interface Sound {
  readonly id: number;
  readonly name: string;
  readonly language: string;
}

/** A sound that is played without the picture: the playlist of its segments. */
export interface LightSound {
  readonly rendition: string;
  readonly name: string;
  readonly language: string;
  readonly url: string;
}

/** What a take is played from. */
export interface Source {
  readonly url: string;
  /** What is shown of it, without holes, in its order: from and to in moments. */
  readonly shown: readonly { readonly from: number; readonly to: number }[];
  /** By rendition, how many decibels louder it is played: all are to be equally loud. */
  readonly gains: Readonly<Record<string, number>>;
  /** Its sounds by themselves, of which one is fetched and nothing else: the light replay. The floor comes first. */
  readonly sounds?: readonly LightSound[];
}

type Made = typeof import("./hls");

/** "line": it is tried again; "broken": it cannot be played, what is live is tried again; "unable": this browser plays none. */
export type Failure = "" | "line" | "broken" | "unable";

const HLS = "application/vnd.apple.mpegurl";
const RETRY = 3000;
const DAY = 86_400; // seconds: what is live has no end yet
const RECOVERIES = 3;
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export class Player {
  readonly playing = signal(false);
  /** Whether it wants to play and waits for what comes over the line. */
  readonly waiting = signal(false);
  readonly rate = signal(1);
  readonly muted = signal(false);
  readonly sounds = signal<readonly Sound[]>([]);
  readonly sound = signal(-1);
  /** Whether the take shows a picture. */
  readonly pictured = signal(false);
  readonly failure = signal<Failure>("");
  /** The end of what has come of the take that plays, as a moment; 0 for not known. */
  readonly edge = signal(0);
  private video: HTMLVideoElement | undefined;
  private level: Level | undefined;
  private hls: Hls | undefined;
  private made: Made | undefined;
  private source: Source | undefined;
  private wanted: number | undefined;
  /** Nothing of the source is known yet. */
  private fresh = false;
  private preferred: string | undefined;
  private recoveries = 0;
  private retry = 0;
  private readonly patience = new Patience();
  private turn = 0;

  constructor(
    private readonly tell: {
      /** Always the newest there is: moments to begin at are not known. */
      readonly live?: boolean;
      /** The time went on, or was changed. */
      onMoment(moment: number): void;
      onEnd(): void;
      /** A fresh address of the same take: signatures end. */
      renew(): Promise<Source | undefined>;
    },
  ) {}

  /** Use this element from now on. */
  attach(video: HTMLVideoElement): void {
    this.video = video;
    this.level = new Level(video, () => this.hls !== undefined);
    video.addEventListener("timeupdate", () => this.moved());
    video.addEventListener("seeked", () => this.moved());
    video.addEventListener("ended", () => this.tell.onEnd());
    for (const kind of ["play", "pause", "playing", "waiting", "volumechange", "ratechange", "resize"])
      video.addEventListener(kind, () => this.look());
    video.addEventListener("loadedmetadata", () => this.nativeReady());
  }

  /** Fetch what playing needs while the rest of the page is still on its way. */
  prepare(): void {
    if (canFeed()) void import("./hls").catch(() => {}); // asked for again by `load`, which says what is wrong
  }

  /** Play a take from a moment on, or from where it goes on. Whether it plays or stands still is as before. */
  async load(source: Source, moment?: number): Promise<void> {
    const { video } = this;
    if (!video) return;
    this.close();
    const { turn } = this;
    this.source = source;
    this.wanted = moment;
    this.fresh = true;
    this.failure.value = "";
    if (!canFeed()) {
      if (!video.canPlayType(HLS)) this.failure.value = "unable";
      else video.src = this.address(source);
      return;
    }
    const made = await import("./hls").catch(() => undefined);
    if (turn !== this.turn) return;
    if (!made) this.fail("line");
    else {
      const hls = moment === undefined ? made.createLive() : made.create(secondsBefore(source, moment));
      this.begin(hls, made, video, this.address(source));
    }
  }

  /** Also while it is still on its way: a new source would forget it, so it is asked again when that is known. */
  play(): void {
    this.playing.value = true;
    void this.video?.play().catch(() => this.look()); // the browser waits for a click: the button says so
  }

  pause(): void {
    this.playing.value = false;
    this.video?.pause();
  }

  /** Within the take that is loaded. */
  seek(moment: number): void {
    const seconds = toSeconds(this.pieces(), moment);
    if (seconds === undefined || !this.video || this.wanted !== undefined) this.wanted = moment;
    else this.video.currentTime = seconds;
  }

  setRate(rate: number): void {
    this.rate.value = rate;
    if (!this.video) return;
    this.video.defaultPlaybackRate = rate;
    this.video.playbackRate = rate;
  }

  setMuted(muted: boolean): void {
    if (this.video) this.video.muted = muted;
  }

  /** Hear another rendition, now and in the takes that follow. */
  choose(sound: Sound): void {
    this.preferred = sound.name;
    const { source, video } = this;
    if (source?.sounds && video) {
      void this.load(source, this.wanted ?? toMoment(this.pieces(), video.currentTime) ?? 0);
      return;
    }
    if (this.hls) this.made?.hear(this.hls, sound.id);
    else this.nativeChoose(sound.id);
    this.sound.value = sound.id;
    this.balance();
  }

  /** Nothing begins any more that is still on its way. */
  close(): void {
    this.turn += 1;
    this.source = undefined;
    clearTimeout(this.retry);
    this.hls?.destroy();
    this.hls = undefined;
  }

  private begin(hls: Hls, made: Made, video: HTMLVideoElement, url: string): void {
    const events = made.Events;
    this.hls = hls;
    this.made = made;
    hls.on(events.MANIFEST_PARSED, () => this.prefer());
    hls.on(events.AUDIO_TRACKS_UPDATED, () => this.listSounds());
    hls.on(events.AUDIO_TRACK_SWITCHING, () => this.listSounds());
    hls.on(events.LEVEL_UPDATED, () => this.known());
    hls.on(events.FRAG_BUFFERED, () => this.arrived());
    hls.on(events.ERROR, (_event, data) => this.failed(data));
    hls.loadSource(url);
    hls.attachMedia(video);
    video.defaultPlaybackRate = this.rate.value;
  }

  /** The take with all it has, or that one sound of it which is wanted. */
  private address({ url, sounds, gains }: Source): string {
    if (!sounds || sounds.length === 0) return url;
    const at = Math.max(
      0,
      sounds.findIndex(({ name }) => name === this.preferred),
    );
    this.sounds.value = sounds.map(({ name, language }, id) => ({ id, name, language }));
    this.sound.value = at;
    this.level?.set(gains[sounds[at]?.rendition ?? ""] ?? 0);
    return sounds[at]?.url ?? url;
  }

  /** The take's stretches as the playlist tells them. */
  private pieces(): readonly Piece[] {
    if (!this.hls) return this.nativePieces();
    const level = this.hls.levels[Math.max(0, this.hls.loadLevel)];
    const pieces: Piece[] = [];
    for (const { programDateTime, start, duration } of level?.details?.fragments ?? [])
      if (programDateTime) pieces.push({ start, duration, at: programDateTime });
    return pieces;
  }

  private nativePieces(): readonly Piece[] {
    const { video } = this;
    const begun = (video as { getStartDate?(): Date } | undefined)?.getStartDate?.()?.getTime();
    if (this.tell.live) return begun && !Number.isNaN(begun) ? [{ start: 0, duration: DAY, at: begun }] : [];
    const shown = this.source?.shown ?? [];
    if (!video || shown.length === 0 || !(video.duration > 0)) return [];
    const end = video.seekable.length ? video.seekable.end(video.seekable.length - 1) : video.duration;
    const pieces: Piece[] = [];
    let start = 0;
    for (const [index, { from, to }] of shown.entries()) {
      const at = index === 0 && begun && !Number.isNaN(begun) ? begun : from;
      const duration = index === shown.length - 1 ? Math.max(0, end - start) : (to - at) / 1000;
      pieces.push({ start, duration, at });
      start += duration;
    }
    return pieces;
  }

  /** The playlist was read: go where one wants to be, and say how far there is something. */
  private known(): void {
    const pieces = this.pieces();
    const last = pieces.at(-1);
    if (last) this.edge.value = last.at + last.duration * 1000;
    if (last && this.fresh && this.wanted === undefined && this.playing.value) this.play();
    if (last) this.fresh = false;
    if (this.wanted === undefined || !this.video || !last) return;
    const seconds = toSeconds(pieces, this.wanted);
    this.wanted = undefined;
    if (seconds !== undefined && Math.abs(this.video.currentTime - seconds) > 0.3)
      this.video.currentTime = seconds;
    if (this.playing.value) this.play();
  }

  private moved(): void {
    if (!this.video || this.wanted !== undefined) return;
    const moment = toMoment(this.pieces(), this.video.currentTime);
    if (moment !== undefined) this.tell.onMoment(moment);
  }

  private look(): void {
    const { video } = this;
    if (!video) return;
    // while one take makes room for the next, what one wants does not change
    if (this.wanted === undefined && !this.fresh) this.playing.value = !video.paused;
    this.waiting.value = !video.paused && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    this.muted.value = video.muted;
    this.pictured.value = video.videoWidth > 0;
  }

  private arrived(): void {
    this.recoveries = 0;
    this.failure.value = "";
    this.look();
  }

  private failed(data: ErrorData): void {
    if (!data.fatal) return;
    const begun = this.hls !== undefined && this.hls.levels.length > 0; // else there is nothing to recover
    if (data.type === "mediaError" && begun && this.recoveries < RECOVERIES) {
      this.recoveries += 1;
      const played = this.playing.peek();
      this.hls?.recoverMediaError(); // the element begins anew, and stands still
      if (played) this.play();
    } else this.fail(data.type === "networkError" ? "line" : "broken");
  }

  /** Without a line it is tried again from where one is; what is live is tried again whatever it was. */
  private fail(failure: Failure): void {
    this.failure.value = failure;
    if (failure === "line") this.later(failure, RETRY);
    else if (failure === "broken" && this.tell.live) this.later(failure, this.patience.failed());
  }

  /** Try what failed again now. */
  again(): void {
    if (this.failure.value) this.later(this.failure.value, 0);
  }

  /** With a fresh address, and until something has arrived with the same failure. */
  private later(failure: Failure, wait: number): void {
    const { video, source } = this;
    if (!video || !source) return;
    clearTimeout(this.retry);
    const at = this.wanted ?? toMoment(this.pieces(), video.currentTime) ?? source.shown[0]?.from ?? 0;
    const moment = this.tell.live ? undefined : at;
    this.retry = window.setTimeout(async () => {
      const fresh = await this.tell.renew();
      if (this.source !== source) return;
      this.recoveries = 0;
      await this.load(fresh ?? source, moment);
      if (!fresh) this.fail("line");
      else this.failure.value = failure;
    }, wait);
  }

  private listSounds(): void {
    const { hls } = this;
    if (!hls || this.source?.sounds) return;
    this.sounds.value = hls.audioTracks.map(({ id, name, lang }) => ({ id, name, language: lang ?? "" }));
    this.sound.value = hls.audioTrack;
    this.balance();
  }

  /** The sound that is heard as loud as the others. A rendition is called as its playlist is. */
  private balance(): void {
    const playlist = this.hls?.audioTracks[this.sound.value]?.url.split("?")[0] ?? "";
    const rendition = playlist.slice(playlist.lastIndexOf("/") + 1).replace(".m3u8", "");
    this.level?.set(this.source?.gains?.[rendition] ?? 0);
  }

  /** What was chosen in the take before. */
  private prefer(): void {
    const found = this.hls?.audioTracks.find(({ name }) => name === this.preferred);
    if (found && this.hls) this.hls.audioTrack = found.id;
  }

  private nativeReady(): void {
    if (this.hls) return;
    if (this.source?.sounds) {
      this.known();
      return;
    }
    const tracks = nativeTracks(this.video);
    this.sounds.value = tracks.map(({ label, language }, id) => ({ id, name: label, language }));
    const at = tracks.findIndex(({ label }) => label === this.preferred);
    if (at >= 0) this.nativeChoose(at);
    this.sound.value = nativeTracks(this.video).findIndex(({ enabled }) => enabled);
    this.known();
  }

  private nativeChoose(id: number): void {
    for (const [at, track] of nativeTracks(this.video).entries()) track.enabled = at === id;
  }
}

/** About so many seconds of the take are played before a moment. */
function secondsBefore({ shown }: Source, moment: number): number {
  return shown.reduce((sum, { from, to }) => sum + Math.min(Math.max(0, moment - from), to - from) / 1000, 0);
}

/** Whether scripts may feed the media element. */
function canFeed(): boolean {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

interface NativeTrack {
  readonly label: string;
  readonly language: string;
  enabled: boolean;
}

/** Safari's own list; other browsers have none. */
function nativeTracks(video: HTMLVideoElement | undefined): NativeTrack[] {
  const list = (video as { audioTracks?: ArrayLike<NativeTrack> } | undefined)?.audioTracks;
  return list ? Array.from(list) : [];
}
