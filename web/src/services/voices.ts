/** Whose voice arrives, since when, and when it sounded last: what state/listening.ts asks of one's own ears. */
import type { Voice } from "../state/listening";
import type { Media } from "./media";

const SOUNDS = 0.003; // RMS, -50 dB of full scale: a voice, not the noise of a room
const STALLED = 600; // milliseconds without a packet after which a line counts as broken

export class Voices {
  private readonly known = new Map<string, Voice>();
  private readonly packets = new WeakMap<RTCRtpReceiver, { stamp: number; at: number }>();

  /** `level`: RMS of what arrives under a name; NaN where it cannot be known. */
  constructor(
    private readonly media: Media,
    private readonly level: (name: string) => number,
  ) {}

  /** How long one waits for a voice counts from now. */
  forget(): void {
    this.known.clear();
  }

  of(person: string, now: number): Voice {
    const incoming = this.media.incoming(person);
    const before = this.known.get(person);
    const track =
      !incoming || this.isStalled(incoming.receiver) ? "none" : incoming.name ? "live" : "arriving";
    const since = before?.track === track ? before.since : now;
    const level = incoming?.name ? this.level(incoming.name) : Number.NaN;
    // where loudness cannot be known, what arrives counts as heard
    const sounded = track === "live" && !(level < SOUNDS) ? now : (before?.sounded ?? 0);
    const voice: Voice = { track, since, sounded };
    this.known.set(person, voice);
    return voice;
  }

  /** Whether packets have stopped: a broken line is known here long before the SFU gives its owner up. */
  private isStalled(receiver: RTCRtpReceiver | undefined): boolean {
    if (!receiver?.getSynchronizationSources) return false;
    const known = this.packets.get(receiver);
    const stamp = receiver.getSynchronizationSources()[0]?.timestamp ?? known?.stamp; // forgotten after 10 s
    if (stamp === undefined) return false;
    const now = performance.now();
    if (known?.stamp !== stamp) this.packets.set(receiver, { stamp, at: now });
    return known?.stamp === stamp && now - known.at > STALLED;
  }
}
