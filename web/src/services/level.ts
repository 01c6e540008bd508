/**
 * How loud a media element is heard. Downwards by its own volume; what must rise goes through Web Audio, and only once
 * that runs: an element that is led into a context that sleeps would be silent.
 */

/** Decibels as a factor of amplitude. */
export function factor(decibels: number): number {
  return 10 ** (decibels / 20);
}

/** Seconds in which a change is made: none that clicks. */
const SOFTLY = 0.03;

export class Level {
  private decibels = 0;
  private context: AudioContext | undefined;
  private gain: GainNode | undefined;

  constructor(
    private readonly video: HTMLMediaElement,
    /** Whether its sound may be led through Web Audio: what the browser plays of HLS by itself may not. */
    private readonly led: () => boolean,
  ) {
    video.addEventListener("playing", () => this.apply());
  }

  set(decibels: number): void {
    this.decibels = decibels;
    this.apply();
  }

  private apply(): void {
    const { context, gain, decibels } = this;
    if (gain && context) gain.gain.setTargetAtTime(factor(decibels), context.currentTime, SOFTLY);
    else {
      this.video.volume = factor(Math.min(0, decibels));
      if (decibels > 0 && this.led() && !this.video.paused) void this.lead();
    }
  }

  /** From now on through a gain of ours. Without a click of the person this waits, and all is heard as it was. */
  private async lead(): Promise<void> {
    if (this.context) return;
    const context = new AudioContext();
    this.context = context;
    await context.resume();
    if (context.state !== "running") return;
    this.gain = context.createGain();
    this.gain.gain.value = factor(this.decibels);
    context.createMediaElementSource(this.video).connect(this.gain).connect(context.destination);
    this.video.volume = 1;
  }
}
