import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Media } from "./media";

/** Rooms of an SFU as the library makes them: each is joined when the test says so. */
const made = vi.hoisted(() => [] as FakeRoom[]);

interface FakeRoom {
  readonly used: unknown[];
  disconnected: boolean;
  joined(): void;
  tell(event: string, ...values: unknown[]): void;
}

vi.mock("./livekit", () => {
  class Room implements FakeRoom {
    readonly used: unknown[] = [];
    readonly remoteParticipants = new Map();
    readonly localParticipant = { permissions: undefined };
    readonly canPlaybackAudio = true;
    disconnected = false;
    joined = () => {};
    private listeners: Record<string, (...values: unknown[]) => void> = {};

    constructor() {
      made.push(this);
    }

    on(event: string, listener: (...values: unknown[]) => void): this {
      this.listeners[event] = listener;
      return this;
    }

    removeAllListeners(): void {
      this.listeners = {};
    }

    tell(event: string, ...values: unknown[]): void {
      this.listeners[event]?.(...values);
    }

    connect(): Promise<void> {
      return new Promise((resolve) => {
        this.joined = resolve;
      });
    }

    async disconnect(): Promise<void> {
      this.disconnected = true;
    }

    async switchActiveDevice(...values: unknown[]): Promise<void> {
      this.used.push(values);
    }
  }
  const RoomEvent = new Proxy({}, { get: (_, name) => name });
  return { Room, RoomEvent, DisconnectReason: { DUPLICATE_IDENTITY: 2, PARTICIPANT_REMOVED: 4 }, Track: {} };
});

beforeEach(() => {
  made.length = 0;
  vi.stubGlobal("RTCRtpSender", {});
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function media(ticket = async () => ({ url: "wss://sfu", token: "t" })): Media {
  return new Media({ ticket, onChange: () => {}, onData: () => {}, clock: { sleep: async () => {} } });
}

const rooms = (count: number) => vi.waitFor(() => expect(made.length).toBe(count));

async function joined(one: Media, count = 1): Promise<FakeRoom> {
  await rooms(count);
  const room = made[count - 1] as FakeRoom;
  room.joined();
  await vi.waitFor(() => expect(one.connection).toBe("connected"));
  return room;
}

test("who stops while joining is not in the room afterwards", async () => {
  const one = media();
  const joining = one.start();
  await rooms(1);
  await one.stop();
  made[0]?.joined();
  await joining;
  expect([made[0]?.disconnected, one.connection]).toEqual([true, "off"]);
});

test("who comes back while a room that was stopped is being joined is in, and comes back after a loss", async () => {
  const one = media();
  void one.start();
  await rooms(1);
  await one.stop();
  const back = one.start();
  await joined(one);
  await back;
  made[0]?.tell("Disconnected", 0);
  await joined(one, 2);
  made[0]?.tell("Disconnected", 2); // the old one has nothing to say any more
  expect(one.connection).toBe("connected");
});

test("who comes back at the moment when the room is left again joins anew", async () => {
  const one = media();
  void one.start();
  await rooms(1);
  await one.stop();
  made[0]?.joined();
  await vi.waitFor(() => expect(made[0]?.disconnected).toBe(true));
  void one.start();
  await joined(one, 2);
});

test("a connection that is replaced by one's own next one is not one in another window", async () => {
  const one = media();
  void one.start();
  await joined(one);
  made[0]?.tell("Disconnected", 0);
  await rooms(2);
  made[0]?.tell("Disconnected", 2);
  expect(one.connection).toBe("reconnecting");
  await joined(one, 2);
});

test("chosen devices are used in each new room, or another where they are gone", async () => {
  const one = media();
  await one.useDevice("audioinput", "usb");
  void one.start();
  const first = await joined(one);
  expect(first.used).toEqual([["audioinput", "usb", false]]);
  await one.useDevice("videoinput", "desk");
  await one.useDevice("audiooutput", "ears");
  first.tell("Disconnected", 0);
  const second = await joined(one, 2);
  expect(second.used).toEqual([
    ["audioinput", "usb", false],
    ["videoinput", "desk", false],
    ["audiooutput", "ears", false],
  ]);
  expect(one.device("videoinput")).toBe("desk");
});

test("who plays from now on plays on the chosen loudspeaker", async () => {
  const one = media();
  await one.useDevice("audiooutput", "ears");
  const useOutput = vi.fn(async () => {});
  one.playThrough({ arrived() {}, left() {}, blocked: false, resume: async () => {}, useOutput });
  expect(useOutput).toHaveBeenCalledWith("ears");
});
