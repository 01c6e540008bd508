/**
 * Listening in one's own language: which channel is chosen, whose voice is received, and how loud each is played.
 * The rule is state/listening.ts; here are the ears. Loaded when a seminar has channels.
 */
import { effect, type Signal, signal, untracked } from "@preact/signals";
import type { RoomState } from "../protocol/states";
import { settled } from "../state/interpretation";
import {
  feeding,
  type Heard,
  heard,
  isFloorFace,
  isFloorVoice,
  loudness,
  nextMoment,
  type Voice,
} from "../state/listening";
import { own } from "../state/records";
import type { Media } from "./media";
import type { Player, Wish } from "./mediatypes";
import { type Mixer, openMixer } from "./mixer";
import { Voices } from "./voices";

/** What listening needs of the room's store. */
export interface Ground {
  readonly room: Signal<RoomState>;
  readonly media: Media;
  readonly mediaTurn: Signal<number>;
  readonly offset: number;
  readonly me: Signal<{ readonly id: string }>;
  readonly sources: { readonly place: Signal<string> };
}

const LOOK = 100; // milliseconds between two looks at who sounds
/** How loud the floor may be under an interpreter, at most and at first. */
export const LOUDEST_ORIGINAL = 0.5;
const ORIGINAL = 0.1;

interface Choice {
  readonly language: string;
  readonly sign: string;
  readonly original: number;
}

interface Arrived {
  readonly person: string;
  readonly track: MediaStreamTrack;
}

export class Listening implements Player {
  /** The channel that is wished for, "" for the floor. It stays wished while the seminar has no such channel. */
  readonly language: Signal<string>;
  /** The sign language channel that is watched, "" for none. */
  readonly sign: Signal<string>;
  /** The floor's loudness under an interpreter, 0 to LOUDEST_ORIGINAL. */
  readonly original: Signal<number>;
  /** Whose signing is seen; "" if nobody's. */
  readonly signer = signal("");
  readonly heard = signal<Heard>({ interpreter: "", reason: "floor" });
  private readonly key: string;
  private mixer: Mixer | undefined;
  private readonly arrivals = new Map<string, Arrived>();
  private readonly voices: Voices;
  private readonly stop: () => void;
  private timer = 0;
  private look = 0;

  constructor(private readonly ground: Ground) {
    this.voices = new Voices(ground.media, (name) => this.mixer?.level(name) ?? Number.NaN);
    this.key = `consilium.listen.${ground.me.value.id}`;
    const choice = remembered(this.key);
    this.language = signal(choice.language);
    this.sign = signal(choice.sign);
    this.original = signal(choice.original);
    this.stop = effect(() => {
      ground.room.value;
      ground.mediaTurn.value;
      untracked(() => this.update());
    });
  }

  /** Hear this channel from now on; "" is the floor. */
  choose(language: string): void {
    this.language.value = language;
    this.voices.forget(); // how long one waits for a voice counts from now
    this.keep();
  }

  watch(sign: string): void {
    this.sign.value = sign;
    this.keep();
  }

  setOriginal(loudness: number): void {
    this.original.value = Math.min(LOUDEST_ORIGINAL, Math.max(0, loudness));
    this.keep();
  }

  /** The channel that is really listened to: the wished one, if the seminar has it. */
  get channel(): string {
    const found = own(this.ground.room.value.interpretation.channels, this.language.value);
    return found?.kind === "audio" ? found.language : "";
  }

  /** The sign language channel that is really watched. */
  private get watched(): string {
    const found = own(this.ground.room.peek().interpretation.channels, this.sign.peek());
    return found?.kind === "sign" ? found.language : "";
  }

  get blocked(): boolean {
    return this.mixer?.blocked ?? false;
  }

  /** What is wanted of a track, of those that are not received by everybody. */
  wish(person: string, source: string): Wish {
    const { interpretation, stage } = this.ground.room.value;
    if (source !== "microphone" && source !== "camera") return "receive";
    const channel = source === "camera" ? this.watched : this.channel;
    if (feeding(channel, interpretation, this.now).includes(person)) return "receive";
    if (source === "camera") return isFloorFace(interpretation, stage, person) ? "receive" : "leave";
    return isFloorVoice(interpretation, stage, person, this.now) ? this.floorWish() : "leave";
  }

  /** On a weak line the floor is not sent while nothing of it is heard; it is asked for again when needed. */
  private floorWish(): Wish {
    const unheard = this.heard.value.interpreter !== "" && this.original.value === 0;
    return unheard && this.ground.media.light ? "rest" : "receive";
  }

  arrived(name: string, person: string, track: MediaStreamTrack): void {
    this.arrivals.set(name, { person, track });
    this.mixer?.add(name, track);
    this.update();
  }

  left(name: string): void {
    this.arrivals.delete(name);
    this.mixer?.remove(name);
  }

  async resume(): Promise<void> {
    await this.mixer?.resume();
  }

  async useOutput(device: string): Promise<void> {
    await this.mixer?.useOutput(device);
  }

  close(): void {
    this.stop();
    clearTimeout(this.timer);
    clearInterval(this.look);
    this.mixer?.close();
  }

  /** What a broadcast holds of a channel is what the log says: there are no voices of their own to listen for. */
  private voiceOf(person: string, now: number): Voice {
    if (this.ground.sources.place.peek() !== "broadcast") return this.voices.of(person, now);
    return { track: "live", since: now, sounded: now };
  }

  private get now(): number {
    return Date.now() + this.ground.offset;
  }

  private keep(): void {
    const choice: Choice = {
      language: this.language.value,
      sign: this.sign.value,
      original: this.original.value,
    };
    localStorage.setItem(this.key, JSON.stringify(choice));
    this.update();
  }

  /** Bring what is received and played in line with what is so now. */
  private update(): void {
    const { interpretation, stage } = this.ground.room.peek();
    const language = this.channel;
    if (language && !this.mixer && this.ground.media.connection === "connected") this.open();
    this.attend(language !== "");
    const now = this.now;
    const next = heard(language, interpretation, stage, (person) => this.voiceOf(person, now), now);
    const signed = own(interpretation.channels, this.watched);
    this.signer.value = signed ? settled(signed, now).holder : "";
    const before = this.heard.peek();
    if (next.interpreter !== before.interpreter || next.reason !== before.reason) this.heard.value = next;
    const isFloor = (person: string) => isFloorVoice(interpretation, stage, person, now);
    const wanted = [...this.arrivals].map(
      ([name, { person }]) => [name, loudness(person, next, this.original.peek(), isFloor)] as const,
    );
    // what falls is told first: should the page stop for a moment in between, there is a gap and no overlap
    for (const [name, level] of wanted.sort(([, one], [, other]) => one - other))
      this.mixer?.set(name, level);
    this.ground.media.review();
    // also of a channel that is not chosen: who comes on air there is floor sound no longer
    const moments = Object.keys(interpretation.channels).map((one) => nextMoment(one, interpretation, now));
    this.await(Math.min(...moments.filter((moment) => moment > 0)), now);
  }

  /** Web Audio begins with the first channel that is listened to: who hears the floor alone does without. */
  private open(): void {
    this.mixer = openMixer(() => this.ground.media.checkSound());
    this.ground.media.playThrough(this);
  }

  /** Look at who sounds, as long as a channel is listened to. */
  private attend(on: boolean): void {
    if (on && !this.look) this.look = window.setInterval(() => this.update(), LOOK);
    if (!on && this.look) {
      clearInterval(this.look);
      this.look = 0;
    }
  }

  /** A handover happens at its moment, not at the next look. */
  private await(moment: number, now: number): void {
    clearTimeout(this.timer);
    if (Number.isFinite(moment)) this.timer = window.setTimeout(() => this.update(), moment - now);
  }
}

/** What was chosen last, by this person on this device. */
function remembered(key: string): Choice {
  try {
    const { language, sign, original } = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Choice>;
    return {
      language: typeof language === "string" ? language : "",
      sign: typeof sign === "string" ? sign : "",
      original: typeof original === "number" ? Math.min(LOUDEST_ORIGINAL, Math.max(0, original)) : ORIGINAL,
    };
  } catch {
    return { language: "", sign: "", original: ORIGINAL };
  }
}
