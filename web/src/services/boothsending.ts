/** What an interpreter sends: the voice, or the picture where the channel is a sign language's. */
import { signal } from "@preact/signals";

export type Device = "microphone" | "camera";

/** Why a device was not given: refused, none is there, another program has it. */
export interface Trouble {
  readonly device: Device;
  readonly why: "blocked" | "missing" | "busy";
}

/** Where it goes out. */
export interface Outlets {
  readonly media: {
    readonly connection: string;
    readonly microphoneOn: boolean;
    readonly cameraOn: boolean;
    setMicrophone(on: boolean): Promise<void>;
    setCamera(on: boolean): Promise<void>;
    useDevice(kind: MediaDeviceKind, id: string): Promise<void>;
    peers(): readonly {
      readonly local: boolean;
      readonly camera: { readonly mediaStreamTrack: { enabled: boolean } } | undefined;
    }[];
  };
  readonly voice: {
    readonly open: boolean;
    take(headset: boolean, id: string): Promise<void>;
    drop(): void;
    hush(on: boolean): void;
  };
  /** Take a camera for a moment; raises the browser's error. */
  tryCamera(): Promise<void>;
  headset(): boolean;
  /** Which device was chosen; "" leaves it to the browser. */
  chosen(device: Device): string;
}

export class Sending {
  readonly trouble = signal<Trouble | undefined>(undefined);
  private hushed = false;

  constructor(private readonly out: Outlets) {}

  isOn(device: Device): boolean {
    const { media, voice } = this.out;
    return device === "camera" ? media.cameraOn : media.microphoneOn && voice.open;
  }

  /** Whether anything is taken from the device, sent or not: its light is on. */
  isTaken(device: Device): boolean {
    return device === "camera" ? this.out.media.cameraOn : this.out.voice.open;
  }

  /** True when it is open. Without a line, it opens as soon as there is one: see Media.restore. */
  async open(device: Device): Promise<boolean> {
    try {
      await (device === "camera" ? this.openCamera() : this.openMicrophone());
      if (this.trouble.value?.device === device) this.trouble.value = undefined;
    } catch (error) {
      this.trouble.value = { device, why: reason(error) };
      return false;
    }
    this.hush(this.hushed);
    return true;
  }

  async close(device: Device): Promise<void> {
    const { media, voice } = this.out;
    if (device === "camera") return media.setCamera(false).catch(() => {});
    await media.setMicrophone(false).catch(() => {});
    voice.drop();
  }

  /** Take another device that was chosen, or the same one otherwise. */
  async retake(device: Device): Promise<void> {
    if (!this.isTaken(device)) return;
    try {
      if (device === "camera") await this.out.media.useDevice("videoinput", this.out.chosen("camera"));
      else await this.out.voice.take(this.out.headset(), this.out.chosen("microphone"));
    } catch (error) {
      this.trouble.value = { device, why: reason(error) };
    }
  }

  /** Nothing gets out while this is on: no sound, and a picture that is dark. */
  hush(on: boolean): void {
    this.hushed = on;
    this.out.voice.hush(on);
    const picture = this.out.media.peers().find(({ local }) => local)?.camera;
    if (picture) picture.mediaStreamTrack.enabled = !on;
  }

  private async openMicrophone(): Promise<void> {
    const { media, voice, headset, chosen } = this.out;
    if (!voice.open) await voice.take(headset(), chosen("microphone"));
    await media.setMicrophone(true);
  }

  private async openCamera(): Promise<void> {
    const { media, chosen, tryCamera } = this.out;
    if (media.connection !== "connected") await tryCamera(); // a refusal is known now, not when the line is back
    const id = chosen("camera");
    if (id && !media.cameraOn) await media.useDevice("videoinput", id).catch(() => {}); // gone: any other will do
    await media.setCamera(true);
  }
}

/** Whether there is a camera that one may use. */
export async function tryCamera(): Promise<void> {
  const media = navigator.mediaDevices;
  if (!media) throw new Error("no devices");
  const stream = await media.getUserMedia({ video: true });
  for (const track of stream.getTracks()) track.stop();
}

function reason(error: unknown): Trouble["why"] {
  const name = (error as { name?: string })?.name;
  if (name === "NotFoundError") return "missing";
  return name === "NotReadableError" ? "busy" : "blocked";
}
