import { expect, it } from "vitest";
import { type Device, type Outlets, Sending } from "./boothsending";

/** A room of the SFU and a microphone, of which each may be refused. */
class Outside {
  said: string[] = [];
  refused: { [device in Device]?: string } = {};
  line = true;
  readonly picture = { enabled: true };
  readonly media: Outlets["media"];
  readonly voice: Outlets["voice"];

  give(device: Device, to: string): void {
    if (this.refused[device]) throw Object.assign(new Error(), { name: this.refused[device] });
    this.said.push(to);
  }

  constructor() {
    let [microphoneOn, cameraOn, open] = [false, false, false];
    const connection = () => (this.line ? "connected" : "connecting");
    this.media = {
      get connection() {
        return connection();
      },
      get microphoneOn() {
        return microphoneOn;
      },
      get cameraOn() {
        return cameraOn;
      },
      setMicrophone: async (on) => {
        microphoneOn = on;
        this.said.push(`microphone ${on}`);
      },
      setCamera: async (on) => {
        if (on && this.line) this.give("camera", "camera true");
        else this.said.push(`camera ${on}`);
        cameraOn = on && this.line;
      },
      useDevice: async (kind, id) => void this.said.push(`${kind} ${id}`),
      peers: () => [
        { local: false, camera: undefined },
        { local: true, camera: cameraOn ? { mediaStreamTrack: this.picture } : undefined },
      ],
    };
    this.voice = {
      get open() {
        return open;
      },
      take: async (headset, id) => {
        this.give("microphone", `take ${headset} ${id}`);
        open = true;
      },
      drop: () => {
        open = false;
      },
      hush: (on) => void this.said.push(`hush ${on}`),
    };
  }
}

const sendingTo = (outside: Outside) =>
  new Sending({
    media: outside.media,
    voice: outside.voice,
    tryCamera: async () => outside.give("camera", "tried"),
    headset: () => true,
    chosen: (device) => (device === "camera" ? "lid" : "usb"),
  });

it("opens the camera of a signer, and no microphone", async () => {
  const outside = new Outside();
  const sending = sendingTo(outside);
  expect(await sending.open("camera")).toBe(true);
  expect(outside.said).toEqual(["videoinput lid", "camera true", "hush false"]);
  expect([sending.isOn("camera"), sending.isOn("microphone")]).toEqual([true, false]);
  await sending.close("camera");
  expect([sending.isOn("camera"), sending.isTaken("microphone")]).toEqual([false, false]);
});

it("opens the microphone of a speaker, and no camera", async () => {
  const outside = new Outside();
  const sending = sendingTo(outside);
  expect(await sending.open("microphone")).toBe(true);
  expect(outside.said.slice(0, 2)).toEqual(["take true usb", "microphone true"]);
  expect([sending.isOn("camera"), sending.isOn("microphone")]).toEqual([false, true]);
});

it("says which device is not given, and why", async () => {
  const outside = new Outside();
  const sending = sendingTo(outside);
  const why = { NotAllowedError: "blocked", NotFoundError: "missing", NotReadableError: "busy" };
  for (const [name, word] of Object.entries(why)) {
    outside.refused = { camera: name };
    expect(await sending.open("camera")).toBe(false);
    expect(sending.trouble.value).toEqual({ device: "camera", why: word });
  }
  expect(await sending.open("microphone")).toBe(true);
  expect(sending.trouble.value?.device).toBe("camera"); // the other device is no help
  outside.refused = {};
  expect(await sending.open("camera")).toBe(true);
  expect(sending.trouble.value).toBeUndefined();
});

it("is wanted without a line, and not on", async () => {
  const outside = new Outside();
  outside.line = false;
  const sending = sendingTo(outside);
  expect(await sending.open("camera")).toBe(true);
  expect(sending.isOn("camera")).toBe(false);
});

it("knows without a line whether the camera will be given", async () => {
  const outside = new Outside();
  outside.line = false;
  outside.refused = { camera: "NotAllowedError" };
  const sending = sendingTo(outside);
  expect(await sending.open("camera")).toBe(false);
  expect(sending.trouble.value).toEqual({ device: "camera", why: "blocked" });
  expect(outside.said).toEqual([]);
});

it("sends a dark picture and no sound while it is hushed, also from a camera opened meanwhile", async () => {
  const outside = new Outside();
  const sending = sendingTo(outside);
  sending.hush(true);
  await sending.open("camera");
  expect(outside.picture.enabled).toBe(false);
  sending.hush(false);
  expect(outside.picture.enabled).toBe(true);
  expect(outside.said.filter((word) => word.startsWith("hush"))).toEqual([
    "hush true",
    "hush true",
    "hush false",
  ]);
});

it("takes another device only while one is taken", async () => {
  const outside = new Outside();
  const sending = sendingTo(outside);
  await sending.retake("camera");
  await sending.retake("microphone");
  expect(outside.said).toEqual([]);
  await sending.open("camera");
  await sending.retake("camera");
  expect(outside.said.at(-1)).toBe("videoinput lid");
});
