/** The words of media.ts: who is there, what arrives, and what is wanted of it. */
import type { Participant, Track } from "livekit-client";
import { type Clock, Refused } from "./api";
import type { Ticket } from "./stream";

export type Connection = "off" | "connecting" | "connected" | "reconnecting" | "elsewhere" | "removed";

/** One person as the SFU knows them. Tracks are undefined while there is nothing to see. */
export interface Peer {
  readonly identity: string;
  readonly local: boolean;
  readonly camera: Track | undefined;
  readonly screen: Track | undefined;
  /** Whether the camera's codec must be transcoded to be recorded. */
  readonly costly: boolean;
  readonly microphoneOn: boolean;
  readonly speaking: boolean;
}

export function peerOf(person: Participant, source: typeof Track.Source, local: boolean): Peer {
  const camera = person.getTrackPublication(source.Camera);
  return {
    identity: person.identity,
    local,
    camera: camera && !camera.isMuted ? camera.track : undefined,
    screen: person.getTrackPublication(source.ScreenShare)?.track,
    costly: camera?.mimeType?.toLowerCase() === "video/vp8",
    microphoneOn: person.isMicrophoneEnabled,
    speaking: person.isSpeaking,
  };
}

export type Topic = "reaction" | "pointer" | "captions";

export function isTopic(topic: string): topic is Topic {
  return topic === "reaction" || topic === "pointer" || topic === "captions";
}

/** What is done with a track: "rest" keeps it at hand, but nothing of it is sent. */
export type Wish = "receive" | "rest" | "leave";

/** Plays the sound that arrives, where one media element for each voice is not enough: see listening. */
export interface Player {
  arrived(name: string, person: string, track: MediaStreamTrack): void;
  left(name: string): void;
  readonly blocked: boolean;
  resume(): Promise<void>;
  useOutput(device: string): Promise<void>;
}

/** Ears of a page's own: what they want of each person's tracks, and how they play them. */
export interface Ears extends Player {
  wish(person: string, source: string): Wish;
}

/** A microphone as it comes here. `name` is "" until it is received; `receiver` knows what arrives. */
export interface Incoming {
  readonly name: string;
  readonly receiver: RTCRtpReceiver | undefined;
}

export interface MediaOptions {
  ticket(): Promise<Ticket>;
  onChange(): void;
  /** `from` is "" for our own workers, whom nobody sees; they alone send captions. */
  onData(topic: Topic, from: string, value: unknown): void;
  /** Of others' tracks, by "microphone", "camera", …; without it everything is received. */
  wish?(person: string, source: string): Wish;
  /** Whether to choose from the first moment on, instead of receiving everything at first: faster without. */
  choosy?(): boolean;
  /** One may not be here (any longer), or there is no seat: nothing more is tried. */
  onRefused?(refused: Refused): void;
  clock?: Clock;
}

/** Refusals that trying again at once does not change: not a member, removed, all seats taken. */
export function isFinal(error: unknown): error is Refused {
  return error instanceof Refused && (error.status === 401 || error.status === 403 || isFull(error));
}

export function isFull({ code }: Refused): boolean {
  return code === "no_seat";
}
