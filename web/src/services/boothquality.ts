/** How good the speaker's sound arrives: what the line loses, and how much of the voice's spectrum there is. */
import { signal } from "@preact/signals";
import type { Incoming } from "./mediatypes";

export interface Quality {
  /** Share of packets lost since the look before, 0 to 1; NaN as long as it is not known. */
  readonly loss: number;
  readonly kilobits: number;
  /** Hz up to which there is sound, over the last seconds; 0 as long as nobody has spoken. */
  readonly bandwidth: number;
  /** How loud the voice is, dB of full scale; NaN as long as nobody has spoken for long enough. */
  readonly level: number;
}

export const UNKNOWN: Quality = { loss: Number.NaN, kilobits: 0, bandwidth: 0, level: Number.NaN };

/** The part of RTCInboundRtpStreamStats that is read here. */
export interface Inbound {
  readonly type: string;
  readonly kind?: string;
  readonly timestamp?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly bytesReceived?: number;
}

export interface Counts {
  readonly at: number;
  readonly received: number;
  readonly lost: number;
  readonly bytes: number;
}

export function countsOf(report: ReadonlyMap<string, Inbound>): Counts | undefined {
  for (const stat of report.values()) {
    if (stat.type !== "inbound-rtp" || stat.kind !== "audio") continue;
    return {
      at: stat.timestamp ?? 0,
      received: stat.packetsReceived ?? 0,
      lost: stat.packetsLost ?? 0,
      bytes: stat.bytesReceived ?? 0,
    };
  }
  return undefined;
}

/** What happened between two looks. Packets that came late after all lower the count of the lost: never below 0. */
export function between(before: Counts, now: Counts): Pick<Quality, "loss" | "kilobits"> {
  const received = Math.max(0, now.received - before.received);
  const lost = Math.max(0, now.lost - before.lost);
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  const kilobits = Math.round((Math.max(0, now.bytes - before.bytes) * 8) / 1000 / seconds);
  return { loss: received + lost > 0 ? lost / (received + lost) : Number.NaN, kilobits };
}

const AUDIBLE = -95; // dB of full scale in one band: below it there is nothing but arithmetic

/** The highest frequency with sound in a spectrum in dB, from 0 to half the sampling rate; 0 when there is none. */
export function bandwidthOf(spectrum: ArrayLike<number>, rate: number): number {
  let highest = 0;
  for (let band = 0; band < spectrum.length; band += 1) {
    if ((spectrum[band] ?? Number.NEGATIVE_INFINITY) > AUDIBLE) highest = band + 1;
  }
  return (highest / spectrum.length) * (rate / 2);
}

/** How loud a voice is that was as loud as this at each look: the middle of what is not a pause, in dB. */
export function loudnessOf(levels: readonly number[]): number {
  const spoken = levels.filter((db) => db > QUIETEST).sort((a, b) => a - b);
  return spoken.length < ENOUGH ? Number.NaN : (spoken[Math.floor(spoken.length / 2)] ?? Number.NaN);
}

/** Whether a voice must be strained for, or is at the end of what the line can carry. */
export function strained(level: number): "" | "quiet" | "loud" {
  if (level < QUIET) return "quiet";
  return level > LOUD ? "loud" : "";
}

const QUIETEST = -60; // dB of full scale: below it is a pause
const QUIET = -40; // dB: a voice is at -30 to -15 where gain is as it should be
const LOUD = -8;
const REMEMBERED = 100; // looks: ten seconds
const LOOK = 100; // milliseconds between two looks at the spectrum
const EVERY = 10; // looks between two at the line's statistics
const FADES = 0.15; // dB a look by which an old spectrum is forgotten
const VOICE = -60; // dB in the loudest band: somebody speaks
/** Looks at a voice before one judges its spectrum: one vowel says nothing of it, four seconds of speech do. */
const ENOUGH = 40;

/** Looks at the voice of whoever speaks. */
export class QualityWatch {
  readonly quality = signal<Quality>(UNKNOWN);
  private readonly timer: number;
  private person = "";
  private before: Counts | undefined;
  private spectrum: Float32Array<ArrayBuffer> | undefined;
  private levels: readonly number[] = [];
  private looks = 0;
  private voiced = 0;
  private rate = 48_000;

  constructor(
    private readonly speaker: () => string,
    private readonly incoming: (person: string) => Incoming | undefined,
    private readonly bands: (person: string) => AnalyserNode | undefined,
    private readonly loudness: (person: string) => number,
  ) {
    this.timer = window.setInterval(() => this.look(), LOOK);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const person = this.speaker();
    if (person !== this.person) {
      this.person = person;
      this.before = undefined;
      this.spectrum = undefined;
      this.voiced = 0;
      this.levels = [];
      this.quality.value = UNKNOWN;
    }
    this.listen(person);
    this.looks += 1;
    if (this.looks % EVERY === 0) void this.ask(person);
  }

  private async ask(person: string): Promise<void> {
    const report = await this.incoming(person)?.receiver?.getStats();
    const now = report && countsOf(report as unknown as ReadonlyMap<string, Inbound>);
    if (!now || person !== this.person) return;
    const line = this.before ? between(this.before, now) : { loss: Number.NaN, kilobits: 0 };
    this.before = now;
    this.quality.value = { ...line, bandwidth: this.bandwidth(), level: loudnessOf(this.levels) };
  }

  /** Keep the highest of each band for a while: consonants are high and short. */
  private listen(person: string): void {
    const bands = this.bands(person);
    if (!bands) return;
    this.levels = [...this.levels, this.loudness(person)].slice(-REMEMBERED);
    this.rate = bands.context.sampleRate;
    const now = new Float32Array(bands.frequencyBinCount);
    bands.getFloatFrequencyData(now);
    if (now.some((db) => db > VOICE)) this.voiced += 1;
    const held = this.spectrum;
    this.spectrum = held ? now.map((db, band) => Math.max(db, (held[band] ?? db) - FADES)) : now;
  }

  private bandwidth(): number {
    return this.spectrum && this.voiced >= ENOUGH ? bandwidthOf(this.spectrum, this.rate) : 0;
  }
}
