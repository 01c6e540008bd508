/** The interpreter's own voice on its way out: microphone, cough button, limiter, and the track that is sent. */
import { Loudness } from "./loudness";
import { limiter } from "./mixer";
import { microphone } from "./sound";

const RAMP = 0.004; // seconds: silent before the cough is heard, without a click

export class BoothVoice {
  /** What is sent. It lasts as long as the page, whatever microphone is behind it. */
  readonly track: MediaStreamTrack;
  private readonly context: AudioContext;
  private readonly gate: GainNode;
  private readonly aside: GainNode;
  private readonly sent: Loudness;
  private source: MediaStreamAudioSourceNode | undefined;
  private stream: MediaStream | undefined;

  /** `aside`: where one hears oneself. */
  constructor(context: AudioContext, aside: AudioNode) {
    this.context = context;
    this.gate = new GainNode(context, { gain: 1 });
    this.aside = new GainNode(context, { gain: 0 });
    const { input, output } = limiter(context);
    const end = new MediaStreamAudioDestinationNode(context, {
      channelCount: 1,
      channelCountMode: "explicit",
    });
    this.gate.connect(input);
    this.sent = new Loudness(context, output);
    output.connect(end);
    this.gate.connect(this.aside).connect(aside);
    const [track] = end.stream.getAudioTracks();
    if (!track) throw new Error("no track");
    track.contentHint = "music";
    this.track = track;
  }

  get open(): boolean {
    return this.stream?.getAudioTracks().some((track) => track.readyState === "live") ?? false;
  }

  /** Take a microphone, instead of the one before. Raises the browser's error when there is none or it is refused. */
  async take(headset: boolean, device = ""): Promise<void> {
    const media = navigator.mediaDevices;
    if (!media) throw new Error("no devices");
    const wanted: MediaTrackConstraints = { ...(microphone(headset) as MediaTrackConstraints) };
    if (device) wanted.deviceId = { ideal: device };
    const stream = await media.getUserMedia({ audio: wanted });
    this.drop();
    this.stream = stream;
    this.source = new MediaStreamAudioSourceNode(this.context, { mediaStream: stream });
    this.source.connect(this.gate);
  }

  /** Give the microphone back: its light goes out. */
  drop(): void {
    this.source?.disconnect();
    this.source = undefined;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }

  /** Nothing gets out while this is on. */
  hush(on: boolean): void {
    this.gate.gain.setTargetAtTime(on ? 0 : 1, this.context.currentTime, RAMP / 4);
  }

  /** How loud one hears oneself, 0 to 1. */
  hearMyself(loudness: number): void {
    this.aside.gain.setTargetAtTime(loudness, this.context.currentTime, RAMP);
  }

  /** RMS of the loudest moment that was sent since the last look, 0 to 1. */
  level(): number {
    return this.open ? this.sent.level() : 0;
  }
}
