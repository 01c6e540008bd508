/**
 * What an interpreter hears: one source at a time, with volume and treble of their own, a hearing guard against
 * sudden loud sound, and their own voice beside it. Everything that arrives is measured, heard or not.
 */
import { type Signal, signal } from "@preact/signals";
import type { RoomState } from "../protocol/states";
import { boothOf, partnersOf, received, type Source, sourcesOf, watched } from "../state/booth";
import { heard, isFloorVoice } from "../state/listening";
import { BoothVoice } from "./boothvoice";
import type { Media } from "./media";
import type { Wish } from "./mediatypes";
import { AudioMixer } from "./mixer";
import { Voices } from "./voices";

/** What the booth's sound needs of the room's store. */
export interface Ground {
  readonly room: Signal<RoomState>;
  readonly media: Media;
  readonly offset: number;
  readonly me: Signal<{ readonly id: string }>;
}

export interface Settings {
  /** 0 to 100. */
  readonly volume: number;
  readonly ownVoice: number;
  /** dB, -12 to 12. */
  readonly treble: number;
  readonly guard: boolean;
  readonly headset: boolean;
}

export const STANDARD: Settings = { volume: 70, ownVoice: 0, treble: 0, guard: true, headset: true };

/** dB of full scale above which the hearing guard lets nothing pass for longer than a blink. */
export const GUARD_LIMIT = -20;
const TREBLE_FROM = 3000; // Hz: above it are the consonants
const LOOK = 100; // milliseconds
const PEAK_HELD = 3000;

/** How loud sources are, in dB of full scale; -Infinity is silence, NaN not known. `sent` is one's own voice. */
export interface Levels {
  readonly sources: Readonly<Record<string, number>>;
  readonly sent: number;
  /** The loudest moment of the last seconds in the source that is heard. */
  readonly peak: number;
}

export class BoothSound {
  readonly source: Signal<string> = signal("floor");
  readonly settings: Signal<Settings>;
  readonly levels = signal<Levels>({
    sources: {},
    sent: Number.NEGATIVE_INFINITY,
    peak: Number.NEGATIVE_INFINITY,
  });
  /** What is really heard: the chosen source, or the floor when nobody speaks there. */
  readonly hearing = signal("floor");
  readonly voice: BoothVoice;
  private readonly mixer: AudioMixer;
  private readonly voices: Voices;
  private readonly arrivals = new Map<string, string>();
  private readonly timer: number;
  private treble!: BiquadFilterNode;
  private volume!: GainNode;
  private guard!: DynamicsCompressorNode;
  private makeUp!: GainNode;
  private context!: AudioContext;
  private peak = { db: Number.NEGATIVE_INFINITY, at: 0 };

  constructor(
    private readonly ground: Ground,
    private readonly key: string,
  ) {
    this.settings = signal(remembered(key));
    this.mixer = new AudioMixer(
      () => ground.media.checkSound(),
      (context, end) => this.build(context, end),
    );
    this.voice = new BoothVoice(this.context, this.guard);
    this.voices = new Voices(ground.media, (name) => this.mixer.level(name));
    this.apply();
    this.timer = window.setInterval(() => this.look(), LOOK);
  }

  private build(context: AudioContext, end: AudioNode): AudioNode {
    this.context = context;
    this.treble = new BiquadFilterNode(context, { type: "highshelf", frequency: TREBLE_FROM });
    this.volume = new GainNode(context);
    this.guard = new DynamicsCompressorNode(context, { knee: 0, attack: 0.001, release: 0.15 });
    this.makeUp = new GainNode(context);
    this.treble.connect(this.volume).connect(this.guard).connect(this.makeUp).connect(end);
    return this.treble;
  }

  // What the SFU sends: see mediatypes.Ears

  wish(person: string, source: string): Wish {
    const { interpretation, stage } = this.ground.room.peek();
    if (source !== "microphone" && source !== "camera") return "receive";
    const me = this.ground.me.peek().id;
    const booth = boothOf(interpretation, me);
    const wanted = source === "camera" ? watched : received;
    return wanted(interpretation, stage, booth, me, person, this.now) ? "receive" : "leave";
  }

  arrived(name: string, person: string, track: MediaStreamTrack): void {
    this.arrivals.set(name, person);
    this.mixer.add(name, track);
    this.look();
  }

  left(name: string): void {
    this.arrivals.delete(name);
    this.mixer.remove(name);
  }

  get blocked(): boolean {
    return this.mixer.blocked;
  }

  resume(): Promise<void> {
    return this.mixer.resume();
  }

  useOutput(device: string): Promise<void> {
    return this.mixer.useOutput(device);
  }

  // What the interpreter does

  set(values: Partial<Settings>): void {
    this.settings.value = { ...this.settings.value, ...values };
    localStorage.setItem(this.key, JSON.stringify(this.settings.value));
    this.apply();
  }

  choose(source: string): void {
    this.source.value = source;
    this.voices.forget();
    this.peak = { db: Number.NEGATIVE_INFINITY, at: 0 };
    this.look();
  }

  sources(): readonly Source[] {
    const me = this.ground.me.value.id;
    const { interpretation } = this.ground.room.value;
    const booth = boothOf(interpretation, me);
    return booth ? sourcesOf(interpretation, booth, me, this.now) : [];
  }

  /** Which bands a person's microphone brings, while it arrives. */
  spectrum(person: string): AnalyserNode | undefined {
    const name = this.ground.media.incoming(person)?.name;
    return name ? this.mixer.spectrum(name) : undefined;
  }

  /** How loud a person's microphone is, dB of full scale; -Infinity while nothing of it arrives. */
  loudness(person: string): number {
    const name = this.ground.media.incoming(person)?.name;
    return decibels(name ? this.mixer.level(name) : 0);
  }

  close(): void {
    clearInterval(this.timer);
    this.voice.drop();
    this.mixer.close();
  }

  private get now(): number {
    return Date.now() + this.ground.offset;
  }

  private apply(): void {
    const { volume, ownVoice, treble, guard } = this.settings.value;
    this.volume.gain.value = (volume / 100) ** 2 * 2; // 70 is as it came
    this.treble.gain.value = treble;
    this.voice?.hearMyself((ownVoice / 100) ** 2);
    const ratio = 20;
    this.guard.threshold.value = guard ? GUARD_LIMIT : 0;
    this.guard.ratio.value = guard ? ratio : 1;
    // the compressor's own make-up, taken back: see mixer.limiter
    const atFullScale = guard ? GUARD_LIMIT - GUARD_LIMIT / ratio : 0;
    this.makeUp.gain.value = 10 ** ((atFullScale * 0.6) / 20);
  }

  /** Bring loudness and meters in line with what is so now. */
  private look(): void {
    const { interpretation, stage } = this.ground.room.peek();
    const me = this.ground.me.peek().id;
    const booth = boothOf(interpretation, me);
    const onFloor = (person: string) => isFloorVoice(interpretation, stage, person, this.now);
    const partners = booth ? partnersOf(booth, me) : [];
    const chosen = this.source.peek();
    const voice = this.voiceHeard(chosen);
    const partnerTalks = partners.some((person) => this.ground.media.incoming(person)?.name);
    const byPartner = chosen === "partner" && partnerTalks;
    const plays = (person: string) =>
      byPartner ? partners.includes(person) : voice ? person === voice : onFloor(person);
    for (const [name, person] of this.arrivals) this.mixer.set(name, plays(person) ? 1 : 0);
    this.hearing.value = byPartner || voice ? chosen : "floor";
    this.ground.media.review();
    this.measure(booth ? sourcesOf(interpretation, booth, me, this.now) : [], onFloor, partners, plays);
  }

  /** The interpreter who is heard by relay; "" when it is not chosen, or nobody speaks there. */
  private voiceHeard(chosen: string): string {
    if (!chosen.startsWith("relay:")) return "";
    const { interpretation, stage } = this.ground.room.peek();
    const now = this.now;
    const voiceOf = (person: string) => this.voices.of(person, now);
    return heard(chosen.slice("relay:".length), interpretation, stage, voiceOf, now).interpreter;
  }

  private measure(
    sources: readonly Source[],
    onFloor: (person: string) => boolean,
    partners: readonly string[],
    plays: (person: string) => boolean,
  ): void {
    const loudest = (belongs: (person: string) => boolean): number => {
      const found = [...this.arrivals].filter(([, person]) => belongs(person));
      return decibels(Math.max(0, ...found.map(([name]) => this.mixer.level(name))));
    };
    const measured = sources.map(({ id, kind, person }): [string, number] => {
      if (kind === "floor") return [id, loudest(onFloor)];
      return [id, loudest(kind === "partner" ? (one) => partners.includes(one) : (one) => one === person)];
    });
    this.levels.value = {
      sources: Object.fromEntries(measured),
      sent: decibels(this.voice.level()),
      peak: this.holdPeak(plays),
    };
  }

  private holdPeak(plays: (person: string) => boolean): number {
    const heard = [...this.arrivals].filter(([, person]) => plays(person));
    const highest = Math.max(0, ...heard.map(([name]) => this.mixer.peak(name)));
    const db = decibels(highest);
    if (db >= this.peak.db || Date.now() - this.peak.at > PEAK_HELD) this.peak = { db, at: Date.now() };
    return this.peak.db;
  }
}

export function decibels(amplitude: number): number {
  return 20 * Math.log10(amplitude);
}

function remembered(key: string): Settings {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "{}") as Record<string, unknown>;
    const known = Object.entries(STANDARD).map(([name, standard]) => {
      const value = found[name];
      return [name, typeof value === typeof standard ? value : standard];
    });
    return Object.fromEntries(known) as unknown as Settings;
  } catch {
    return STANDARD;
  }
}
