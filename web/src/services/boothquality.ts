/** How good the speaker's sound arrives: what the line loses, and how much of the voice's spectrum there is. */
import { signal } from "@preact/signals";
import type { Incoming } from "./mediatypes";

export interface Quality {
  /** Share of packets lost since the look before, 0 to 1; NaN as long as it is not known. */
  readonly loss: number;
  readonly kilobits: number;
  /** Hz up to which there is sound, over the last seconds; 0 as long as nobody has spoken. */
  readonly bandwidth: number;
}

export const UNKNOWN: Quality = { loss: Number.NaN, kilobits: 0, bandwidth: 0 };

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

const EVERY = 1000;
const FADES = 1.5; // dB a second by which an old spectrum is forgotten

/** Looks once a second at the voice of whoever speaks. */
export class QualityWatch {
  readonly quality = signal<Quality>(UNKNOWN);
  private readonly timer: number;
  private person = "";
  private before: Counts | undefined;
  private spectrum: Float32Array<ArrayBuffer> | undefined;

  constructor(
    private readonly speaker: () => string,
    private readonly incoming: (person: string) => Incoming | undefined,
    private readonly meter: (person: string) => AnalyserNode | undefined,
  ) {
    this.timer = window.setInterval(() => void this.look(), EVERY);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const person = this.speaker();
    if (person !== this.person) {
      this.person = person;
      this.before = undefined;
      this.spectrum = undefined;
      this.quality.value = UNKNOWN;
    }
    const report = await this.incoming(person)?.receiver?.getStats();
    const now = report && countsOf(report as unknown as ReadonlyMap<string, Inbound>);
    if (!now || person !== this.person) return;
    const line = this.before ? between(this.before, now) : { loss: Number.NaN, kilobits: 0 };
    this.before = now;
    this.quality.value = { ...line, bandwidth: this.bandwidth(person) };
  }

  private bandwidth(person: string): number {
    const meter = this.meter(person);
    if (!meter) return 0;
    const now = new Float32Array(meter.frequencyBinCount);
    meter.getFloatFrequencyData(now);
    const held = this.spectrum;
    this.spectrum = held ? now.map((db, band) => Math.max(db, (held[band] ?? db) - FADES)) : now;
    return bandwidthOf(this.spectrum, meter.context.sampleRate);
  }
}
