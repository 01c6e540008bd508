/**
 * The interpreter's desk: microphone or camera, cough, mute, handover, what one speaks or signs into. Who is on air is
 * the log's to say; here is what one's hands do, and what follows from the log by itself (the microphone, or for a sign
 * language the camera, is open when one's turn comes, and closed when it is over).
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { t } from "../i18n";
import type { Booth } from "../protocol/states";
import {
  bigButton,
  boothOf,
  EXTENSION,
  ends,
  type Hold,
  handoverStep,
  holding,
  isLost,
  left,
  mayTake,
  nextPartner,
  partnersOf,
  type Situation,
  type Step,
  situation,
  speakerOf,
  spokenInto,
} from "../state/booth";
import { own } from "../state/records";
import { PictureWatch } from "./boothpicture";
import { QualityWatch } from "./boothquality";
import { type Device, Sending, tryCamera } from "./boothsending";
import { BoothSound } from "./boothsound";
import type { Store } from "./store";

const TICK = 100; // milliseconds: a countdown and a handover's moment are seen at once
const AFTER_TURN = 1500; // the last word is still on its way when the turn is over

export class Desk {
  readonly sound: BoothSound;
  readonly sending: Sending;
  readonly quality: QualityWatch;
  readonly picture: PictureWatch;
  /** The server's clock, some times a second. */
  readonly now = signal(Date.now());
  private readonly holds = signal<readonly Hold[]>([]);
  readonly coughing = computed(() => this.holds.value.length > 0);
  /** What was added to the turn that began at `since`. */
  readonly extra = signal({ since: 0, milliseconds: 0 });
  readonly partnerChosen = signal("");
  readonly slowAsked = signal(0);
  readonly told = signal<{ readonly what: "slide" | "technician"; readonly at: number } | undefined>(
    undefined,
  );
  readonly booth: ReadonlySignal<Booth | undefined>;
  readonly situation: ReadonlySignal<Situation>;
  private readonly into = signal("");
  private readonly timer: number;
  private readonly stop: () => void;
  private was: Situation | undefined;
  private closing = 0;

  constructor(readonly store: Store) {
    const me = () => store.me.value.id;
    const state = () => store.room.value.interpretation;
    this.sound = new BoothSound(store, `consilium.booth.${me()}`);
    this.sending = new Sending({
      media: store.media,
      voice: this.sound.voice,
      tryCamera,
      headset: () => this.sound.settings.value.headset,
      chosen,
    });
    store.media.speakWith(this.sound.voice.track);
    store.hearBy(this.sound);
    this.booth = computed(() => boothOf(state(), me()));
    let last: Situation | undefined;
    this.situation = computed(() => {
      const now = this.now.value;
      const booth = this.booth.value;
      const language = booth ? spokenInto(state(), booth, me(), this.into.value, now) : "";
      const found = situation(state(), me(), language, now);
      if (!last || !isSame(last, found)) last = found; // the clock alone changes nothing
      return last;
    });
    this.quality = new QualityWatch(
      () => this.speaker(),
      (person) => store.media.incoming(person),
      (person) => this.sound.spectrum(person),
      (person) => this.sound.loudness(person),
    );
    this.picture = new PictureWatch(() => store.media.peers().find(({ local }) => local)?.camera);
    this.timer = window.setInterval(() => {
      this.now.value = Date.now() + store.offset;
    }, TICK);
    this.stop = effect(() => this.follow(this.situation.value));
  }

  close(): void {
    this.stop();
    clearInterval(this.timer);
    clearTimeout(this.closing);
    this.quality.close();
    this.picture.close();
    this.sound.close();
  }

  /** What one works with in the channel: the camera where it is a sign language's. */
  get device(): Device {
    return this.situation.value.signed ? "camera" : "microphone";
  }

  /** Whether it is on. */
  get sends(): boolean {
    return this.sending.isOn(this.device);
  }

  /** Whether what one says is heard by listeners of the channel, or what one signs is seen. */
  get onAir(): boolean {
    return this.situation.value.air === "on" && this.sends && this.isConnected;
  }

  get isConnected(): boolean {
    return this.store.media.connection === "connected" && this.store.line.value !== "lost";
  }

  /** Who speaks on the floor, for tile and badge. */
  speaker(): string {
    const peers = this.store.media.peers().filter((peer) => !peer.local);
    const loudest = peers.find((peer) => peer.speaking)?.identity ?? "";
    const here = peers.map((peer) => peer.identity);
    return speakerOf(this.store.room.peek().stage, here, loudest);
  }

  /** To whom the key hands over. */
  partner(): string {
    const booth = this.booth.value;
    if (!booth) return "";
    const me = this.store.me.value.id;
    const here = this.store.media.peers().map((peer) => peer.identity);
    const { holder } = this.situation.value;
    const partners = partnersOf(booth, me);
    if (partners.includes(holder)) return here.includes(holder) ? holder : "";
    return nextPartner(partners, this.store.room.value.interpretation.ready, here, this.partnerChosen.value);
  }

  /** Whether who is on air is in the room no longer. */
  get lost(): boolean {
    return isLost(this.situation.value.holder, this.store.me.value.id, this.here());
  }

  /** Who is in the room; undefined while this page is not. */
  private here(): readonly string[] | undefined {
    return this.isConnected ? this.store.media.peers().map((peer) => peer.identity) : undefined;
  }

  // The microphone, or the camera

  /** The big button: on air and off, or open beside the partner's turn. */
  async toggle(): Promise<void> {
    if (!this.booth.value) return; // what is said without a booth would be floor sound
    const { device } = this;
    const { air, language } = this.situation.value;
    for (const step of bigButton(air, this.sends, this.mayTake(), this.lost))
      if (!(await this.make(step, device, language))) return;
  }

  private async make(step: Step, device: Device, language: string): Promise<boolean> {
    if (step === "open") return this.open(device);
    if (step === "unvoice") return this.post("voice", { on: false });
    if (step !== "close") return this.post(step, { language });
    await this.sending.close(device);
    return true;
  }

  /** True when it is open. */
  async open(device: Device): Promise<boolean> {
    await this.sound.resume();
    return this.sending.open(device);
  }

  /** Another device, or the same one taken otherwise. */
  async retake(device: Device, id = chosen(device)): Promise<void> {
    localStorage.setItem(KEY[device], id);
    await this.sending.retake(device);
  }

  /** Each way of holding ends by itself: the pointer that leaves the button does not end what the key holds. */
  cough(on: boolean, by: Hold): void {
    this.holds.value = holding(this.holds.peek(), by, on);
    this.hush();
  }

  /** Whatever held it is let go somewhere else. */
  endCough(): void {
    this.holds.value = [];
    this.hush();
  }

  /** Mute: listeners hear the floor, the turn goes on. A signer's camera rests meanwhile. */
  async toggleMute(): Promise<void> {
    const { air, language, signed } = this.situation.value;
    if (air === "on" && signed) await this.sending.close("camera");
    if (air === "on") await this.post("silence", { language });
    if (air === "muted" && (!signed || (await this.open("camera")))) await this.post("resume", { language });
  }

  // What one speaks into

  async swapLanguage(to?: string): Promise<void> {
    const languages = this.booth.value?.languages ?? [];
    const { language, air } = this.situation.value;
    const next = to ?? languages[(languages.indexOf(language) + 1) % languages.length] ?? "";
    if (!next || next === language) return;
    const { interpretation } = this.store.room.value;
    const onAir = air === "on" || air === "muted";
    if (onAir && !mayTake(interpretation, next, this.store.me.value.id, this.now.value)) {
      await this.post("take", { language: next }); // the server says why not
      return;
    }
    const device = own(interpretation.channels, next)?.kind === "sign" ? "camera" : "microphone";
    if (onAir && device !== this.device && !(await this.open(device))) return;
    this.into.value = next;
    if (onAir) await this.post("take", { language: next });
  }

  /** Into the floor, for all to hear, and back. */
  async toggleFloor(): Promise<void> {
    if (!this.booth.value) return;
    const { air, language, holder } = this.situation.value;
    if (air !== "floor") {
      if (await this.open("microphone")) await this.post("voice", { on: true });
      return;
    }
    await this.post("voice", { on: false });
    const silenced = own(this.store.room.value.interpretation.channels, language)?.silenced;
    if (holder === this.store.me.value.id && silenced) await this.post("resume", { language });
  }

  // The turn

  async handover(): Promise<void> {
    const { language, holder } = this.situation.value;
    const partner = this.partner();
    const me = this.store.me.value.id;
    const step = handoverStep(this.situation.value, partner);
    if (step === "accept" && (holder === me || (await this.open(this.device))))
      await this.post("handover/agree", { language });
    if (step === "ask") await this.post("handover/ask", { language, to: holder === me ? partner : me });
  }

  async cancelHandover(): Promise<void> {
    const { language, handover } = this.situation.value;
    if (handover !== "none" && handover !== "between") await this.post("handover/cancel", { language });
  }

  extend(): void {
    const { since } = this.situation.value;
    const before = this.extra.value.since === since ? this.extra.value.milliseconds : 0;
    this.extra.value = { since, milliseconds: before + EXTENSION };
  }

  async toggleReady(): Promise<void> {
    const ready = Object.hasOwn(this.store.room.value.interpretation.ready, this.store.me.value.id);
    await this.post("ready", { ready: !ready });
  }

  // Words to others

  async slowDown(): Promise<void> {
    if (await this.post("slowdown")) this.slowAsked.value = this.now.value;
  }

  async askForSlide(): Promise<void> {
    const text = t("The interpreters ask: please show the slide that is spoken about.");
    if (await this.store.make("chat", { text, backstage: true })) this.tell("slide");
  }

  async callTechnician(): Promise<void> {
    const text = t("{booth} calls the technician.", { booth: this.booth.value?.name || t("A booth") });
    if (await this.store.make("chat", { text, backstage: true })) this.tell("technician");
  }

  post(path: string, body: object = {}): Promise<boolean> {
    return this.store.post(`interpretation/${path}`, body);
  }

  private tell(what: "slide" | "technician"): void {
    this.told.value = { what, at: Date.now() };
  }

  private mayTake(): boolean {
    const { interpretation } = this.store.room.value;
    const { language } = this.situation.value;
    return mayTake(interpretation, language, this.store.me.value.id, this.now.value, this.here());
  }

  /** What follows from the log by itself. */
  private follow(now: Situation): void {
    untracked(() => {
      const { was = now } = this;
      this.was = now;
      if (now.handover === "in" && !this.sends && !this.sending.trouble.value) void this.open(this.device);
      this.endWith(was, now);
      this.hush();
    });
  }

  private endWith(was: Situation, now: Situation): void {
    const end = ends(was.air, now.air, this.booth.value !== undefined);
    const taken = DEVICES.some((device) => this.sending.isTaken(device));
    if (end && taken) this.closeIn(end === "soon" ? AFTER_TURN : 0);
    if (now.air === "on" || now.air === "muted") clearTimeout(this.closing);
    const gone = left(was, now);
    if (gone) void this.sending.close(gone === "voice" ? "microphone" : "camera");
  }

  private closeIn(milliseconds: number): void {
    clearTimeout(this.closing);
    this.closing = window.setTimeout(() => {
      for (const device of DEVICES) void this.sending.close(device);
    }, milliseconds);
  }

  private hush(): void {
    this.sending.hush(this.coughing.peek() || this.situation.peek().air === "muted");
  }
}

const DEVICES: readonly Device[] = ["microphone", "camera"];
const KEY = { microphone: "consilium.booth.microphone", camera: "consilium.booth.camera" } as const;

/** The device that was chosen here before; "" leaves it to the browser. */
export function chosen(device: Device): string {
  return localStorage.getItem(KEY[device]) ?? "";
}

function isSame(one: Situation, other: Situation): boolean {
  return (Object.keys(one) as (keyof Situation)[]).every((key) => one[key] === other[key]);
}
