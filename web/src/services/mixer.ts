/**
 * Voices, each with a loudness of its own, through a limiter to the loudspeaker. Web Audio where there is some; media
 * elements with a volume where there is none.
 */
import { Loudness } from "./loudness";

export interface Mixer {
  /** Take in a voice, silent until `set`. A voice of the same name is replaced. */
  add(name: string, track: MediaStreamTrack): void;
  remove(name: string): void;
  /** Loudness 0 to 1. */
  set(name: string, loudness: number): void;
  /** How loud a voice arrived since the last look, before its loudness here: RMS 0 to 1; NaN where it cannot be known. */
  level(name: string): number;
  /** Whether the browser waits for a click before it plays. */
  readonly blocked: boolean;
  resume(): Promise<void>;
  useOutput(device: string): Promise<void>;
  close(): void;
}

/** Seconds of a fade. What falls falls first, then the other rises: no overlap, and a gap nobody hears. */
export const FADE = 0.015;
/**
 * Seconds ahead at which a fade begins. The sound is made in one stroke for 10 ms and more, on a busy machine for 20: a fall
 * told for a time that has been made already begins late, and would run into the rise.
 */
const AHEAD = 0.03;

/**
 * A limiter as a compressor that only touches what is above -6 dB. The compressor lifts everything by its own idea of
 * make-up; the gain behind it takes that back, so that quiet sound passes as it is.
 */
export function limiter(context: BaseAudioContext): { input: AudioNode; output: AudioNode } {
  const threshold = -6;
  const ratio = 20;
  const input = new DynamicsCompressorNode(context, {
    threshold,
    ratio,
    knee: 0,
    attack: 0.002,
    release: 0.1,
  });
  // the standard's make-up: (1 / gain at full scale) ^ 0.6
  const atFullScale = threshold - threshold / ratio;
  const output = new GainNode(context, { gain: 10 ** ((atFullScale * 0.6) / 20) });
  input.connect(output);
  return { input, output };
}

interface Strip {
  readonly source: MediaStreamAudioSourceNode;
  readonly gain: GainNode;
  readonly arrives: Loudness;
  readonly spectrum: AnalyserNode;
  readonly element: HTMLAudioElement;
  loudness: number;
}

/** What a test, or a person with the console open, may listen to: everything that goes to the loudspeaker. */
declare global {
  interface Window {
    consiliumSound?: { readonly context: AudioContext; readonly output: AudioNode };
  }
}

export class AudioMixer implements Mixer {
  private readonly context = new AudioContext({ latencyHint: "interactive" });
  private readonly bus: AudioNode;
  private readonly strips = new Map<string, Strip>();

  /** `through`: what all voices go through before the limiter, into which it must lead; returns where it begins. */
  constructor(onChange: () => void, through?: (context: AudioContext, end: AudioNode) => AudioNode) {
    const { input, output } = limiter(this.context);
    this.bus = through?.(this.context, input) ?? input;
    output.connect(this.context.destination);
    window.consiliumSound = { context: this.context, output };
    this.context.onstatechange = onChange;
    if (this.blocked) void this.resume();
  }

  add(name: string, track: MediaStreamTrack): void {
    this.remove(name);
    const stream = new MediaStream([track]);
    // Chromium brings a remote track to life only for an element; muted, it may always play
    const element = new Audio();
    element.srcObject = stream;
    element.muted = true;
    void element.play().catch(() => {});
    const source = new MediaStreamAudioSourceNode(this.context, { mediaStream: stream });
    const gain = new GainNode(this.context, { gain: 0 });
    const arrives = new Loudness(this.context, source);
    const spectrum = new AnalyserNode(this.context, { fftSize: 2048 });
    source.connect(spectrum);
    source.connect(gain).connect(this.bus);
    this.strips.set(name, { source, gain, arrives, spectrum, element, loudness: 0 });
  }

  remove(name: string): void {
    const strip = this.strips.get(name);
    if (!strip) return;
    strip.source.disconnect();
    strip.gain.disconnect();
    strip.element.srcObject = null;
    this.strips.delete(name);
  }

  set(name: string, loudness: number): void {
    const strip = this.strips.get(name);
    if (!strip || strip.loudness === loudness) return;
    const { gain } = strip.gain;
    gain.cancelScheduledValues(this.context.currentTime); // a rise that has not begun
    const begin = this.context.currentTime + AHEAD + (loudness > strip.loudness ? FADE : 0);
    gain.setTargetAtTime(loudness, begin, FADE / 5);
    strip.loudness = loudness;
  }

  level(name: string): number {
    const strip = this.strips.get(name);
    return !strip || this.blocked ? Number.NaN : strip.arrives.level();
  }

  /** The highest sample of a voice since the last look, before its loudness here. */
  peak(name: string): number {
    return this.strips.get(name)?.arrives.peak() ?? 0;
  }

  /** Which bands a voice has, before its loudness here. */
  spectrum(name: string): AnalyserNode | undefined {
    return this.strips.get(name)?.spectrum;
  }

  get blocked(): boolean {
    return this.context.state !== "running";
  }

  async resume(): Promise<void> {
    await this.context.resume().catch(() => {});
  }

  async useOutput(device: string): Promise<void> {
    const context = this.context as AudioContext & { setSinkId?(id: string): Promise<void> };
    await context.setSinkId?.(device === "default" ? "" : device);
  }

  close(): void {
    for (const name of [...this.strips.keys()]) this.remove(name);
    delete window.consiliumSound;
    void this.context.close();
  }
}

/** Without Web Audio: no limiter, no fades, and no knowing how loud a voice is. */
export class ElementMixer implements Mixer {
  private readonly elements = new Map<string, HTMLAudioElement>();
  private refused = false;

  constructor(private readonly onChange: () => void) {}

  add(name: string, track: MediaStreamTrack): void {
    this.remove(name);
    const element = new Audio();
    element.srcObject = new MediaStream([track]);
    element.muted = true;
    this.elements.set(name, element);
    void this.play(element);
  }

  remove(name: string): void {
    const element = this.elements.get(name);
    if (element) element.srcObject = null;
    this.elements.delete(name);
  }

  set(name: string, loudness: number): void {
    const element = this.elements.get(name);
    if (!element) return;
    element.volume = loudness;
    element.muted = loudness === 0;
    if (element.paused) void this.play(element);
  }

  level(): number {
    return Number.NaN;
  }

  get blocked(): boolean {
    return this.refused;
  }

  async resume(): Promise<void> {
    await Promise.all([...this.elements.values()].map((element) => this.play(element)));
  }

  async useOutput(device: string): Promise<void> {
    for (const element of this.elements.values()) {
      await (element as HTMLAudioElement & { setSinkId?(id: string): Promise<void> }).setSinkId?.(device);
    }
  }

  close(): void {
    for (const name of [...this.elements.keys()]) this.remove(name);
  }

  private async play(element: HTMLAudioElement): Promise<void> {
    const refused = await element.play().then(
      () => false,
      (error: unknown) => (error as { name?: string })?.name === "NotAllowedError",
    );
    if (refused !== this.refused) {
      this.refused = refused;
      this.onChange();
    }
  }
}

export function openMixer(onChange: () => void): Mixer {
  return typeof AudioContext === "function" ? new AudioMixer(onChange) : new ElementMixer(onChange);
}
