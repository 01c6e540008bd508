/**
 * The interpreter's desk: microphone, cough, mute, handover, what one speaks into. Who is on air is the log's to say;
 * here is what one's hands do, and what follows from the log by itself (the microphone is open when one's turn comes,
 * and closed when it is over).
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { t } from "../i18n";
import type { Booth } from "../protocol/states";
import {
  type Air,
  bigButton,
  boothOf,
  EXTENSION,
  ends,
  type Hold,
  handoverStep,
  holding,
  isLost,
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
import { QualityWatch } from "./boothquality";
import { BoothSound } from "./boothsound";
import type { Store } from "./store";

/** Why there is no microphone: "" when there is one, or none was asked for. */
export type Trouble = "" | "blocked" | "missing";

const TICK = 100; // milliseconds: a countdown and a handover's moment are seen at once
const AFTER_TURN = 1500; // the last word is still on its way when the turn is over

export class Desk {
  readonly sound: BoothSound;
  readonly quality: QualityWatch;
  /** The server's clock, some times a second. */
  readonly now = signal(Date.now());
  private readonly holds = signal<readonly Hold[]>([]);
  readonly coughing = computed(() => this.holds.value.length > 0);
  readonly trouble = signal<Trouble>("");
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
  private was: Air = "closed";
  private closing = 0;

  constructor(readonly store: Store) {
    const me = () => store.me.value.id;
    const state = () => store.room.value.interpretation;
    this.sound = new BoothSound(store, `consilium.booth.${me()}`);
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
    );
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
    this.sound.close();
  }

  get micOn(): boolean {
    return this.store.media.microphoneOn && this.sound.voice.open;
  }

  /** Whether what one says is heard by listeners of the channel. */
  get onAir(): boolean {
    return this.situation.value.air === "on" && this.micOn && this.isConnected;
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

  // The microphone

  /** The big button: on air and off, or open beside the partner's turn. */
  async toggleMicrophone(): Promise<void> {
    if (!this.booth.value) return; // what is said without a booth would be floor sound
    const { air, language } = this.situation.value;
    for (const step of bigButton(air, this.micOn, this.mayTake(), this.lost))
      if (!(await this.make(step, language))) return;
  }

  private async make(step: Step, language: string): Promise<boolean> {
    if (step === "open") return this.openMicrophone();
    if (step === "unvoice") return this.post("voice", { on: false });
    if (step !== "close") return this.post(step, { language });
    await this.closeMicrophone();
    return true;
  }

  /** True when it is open. */
  async openMicrophone(): Promise<boolean> {
    const { voice, settings } = this.sound;
    await this.sound.resume();
    try {
      if (!voice.open) await voice.take(settings.value.headset, this.device);
      await this.store.media.setMicrophone(true);
      this.trouble.value = "";
      return true;
    } catch (error) {
      this.trouble.value = (error as { name?: string }).name === "NotFoundError" ? "missing" : "blocked";
      return false;
    }
  }

  async closeMicrophone(): Promise<void> {
    await this.store.media.setMicrophone(false).catch(() => {});
    this.sound.voice.drop();
  }

  /** Another microphone, or the same one taken otherwise. */
  async retake(device = this.device): Promise<void> {
    localStorage.setItem(DEVICE, device);
    if (!this.sound.voice.open) return;
    await this.sound.voice.take(this.sound.settings.value.headset, device).catch(() => {
      this.trouble.value = "blocked";
    });
  }

  get device(): string {
    return localStorage.getItem(DEVICE) ?? "";
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

  /** Mute: listeners hear the floor, the turn goes on. */
  async toggleMute(): Promise<void> {
    const { air, language } = this.situation.value;
    if (air === "on") await this.post("silence", { language });
    if (air === "muted") await this.post("resume", { language });
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
    this.into.value = next;
    if (onAir) await this.post("take", { language: next });
  }

  /** Into the floor, for all to hear, and back. */
  async toggleFloor(): Promise<void> {
    if (!this.booth.value) return;
    const { air, language, holder } = this.situation.value;
    if (air !== "floor") {
      if (await this.openMicrophone()) await this.post("voice", { on: true });
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
    if (step === "accept" && (await this.openMicrophoneFor()))
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

  /** Who accepts to come must be able to speak; who accepts to go need not. */
  private async openMicrophoneFor(): Promise<boolean> {
    return this.situation.value.holder === this.store.me.value.id || this.openMicrophone();
  }

  /** What follows from the log by itself. */
  private follow(now: Situation): void {
    untracked(() => {
      if (now.handover === "in" && !this.micOn && !this.trouble.value) void this.openMicrophone();
      const end = ends(this.was, now.air, this.booth.value !== undefined);
      if (end && this.sound.voice.open) this.closeIn(end === "soon" ? AFTER_TURN : 0);
      if (now.air === "on" || now.air === "muted") clearTimeout(this.closing);
      this.was = now.air;
      this.hush();
    });
  }

  private closeIn(milliseconds: number): void {
    clearTimeout(this.closing);
    this.closing = window.setTimeout(() => void this.closeMicrophone(), milliseconds);
  }

  private hush(): void {
    this.sound.voice.hush(this.coughing.peek() || this.situation.peek().air === "muted");
  }
}

const DEVICE = "consilium.booth.microphone";

function isSame(one: Situation, other: Situation): boolean {
  return (Object.keys(one) as (keyof Situation)[]).every((key) => one[key] === other[key]);
}
