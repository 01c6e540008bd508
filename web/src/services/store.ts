/**
 * The room of one page: the state that is shown, and the ways to change it. What others did arrives through the
 * stream; what one did oneself too, so the page never runs ahead of the log.
 */
import { signal } from "@preact/signals";
import { t } from "../i18n";
import type { WireEntry } from "../protocol/entry";
import type { RoomState } from "../protocol/states";
import type { Draft } from "../state/drafts";
import { hasChannels, isFloorFace } from "../state/listening";
import { asHeard, Recent } from "../state/recent";
import { watchable } from "../state/recordings";
import { emptyRoom } from "../state/room";
import { Api, freshKey, Refused } from "./api";
import type { Blocks } from "./blocks";
import { post } from "./bursts";
import { Captioning } from "./captioning";
import { Cards } from "./cards";
import { Gestures } from "./gestures";
import type { Glance } from "./glances";
import type { Listening } from "./listening";
import { Media, type Topic, type Wish } from "./media";
import { type Ears, isFull } from "./mediatypes";
import { rememberedRead, rememberRead } from "./remembered";
import { Rereading } from "./rereading";
import type { AgendaPart, Card, Deck, Snapshot, StaffMember } from "./snapshot";
import { besideMedia, nobody, nothing, snapshotIn } from "./snapshot";
import { Sources } from "./sources";
import { type Line, Stream, type Ticket } from "./stream";
import { isPoint, personsIn } from "./told";

/** Milliseconds that a broadcast is behind, until it says so itself. */
const EXPECTED = 8000;

export class Store {
  readonly room = signal<RoomState>(emptyRoom);
  /** The language that is read: its captions and translations are sent, and no others. */
  readonly read = signal("");
  readonly people = signal<Readonly<Record<string, Card>>>({});
  private readonly cards = new Cards(this.people, (path) => this.api.get(path));
  readonly mine = signal(nothing);
  readonly me = signal(nobody);
  readonly staff = signal<readonly StaffMember[]>([]);
  readonly agenda = signal<readonly AgendaPart[]>([]);
  readonly states = signal<Readonly<Record<string, string>>>({});
  readonly decks = signal<readonly Deck[]>([]);
  readonly line = signal<Line>("reconnecting");
  /** Why one is in the room no longer. */
  readonly refusal = signal<Refused | undefined>(undefined);
  readonly refused = signal<Refused | undefined>(undefined);
  /** Raised whenever the SFU's side has changed; views that show media read it. */
  readonly mediaTurn = signal(0);
  private readonly gestures = new Gestures();
  readonly reactions = this.gestures.reactions;
  readonly pointer = this.gestures.pointer;
  readonly drafts = signal<Readonly<Record<string, Draft>>>({});
  /** Sound by channels: there, a moment after the first channel is. */
  readonly listening = signal<Listening | undefined>(undefined);
  readonly captions = new Captioning();
  readonly api: Api;
  readonly media: Media;
  readonly sources: Sources;
  /** Milliseconds by which the clock of what is heard is ahead of this device's: the server's, or the broadcast's. */
  offset = 0;
  ahead = 0; // of them, that of the server's
  private recent = new Recent(emptyRoom, 0);
  /** The moment of the broadcast; undefined while the room is seen as it is now. */
  private moment: number | undefined;
  /** Who was seen large last, so that the picture does not jump at every pause. */
  lastSpeaker = "";
  private readonly rereading = new Rereading<Snapshot>({
    read: (tag) => this.api.get(snapshotIn(tag)),
    take: (snapshot) => {
      this.stream?.stop();
      this.stream = undefined;
      this.adopt({ ...snapshot, mine: this.mine.value }); // votes given meanwhile are known here first
      this.follow(snapshot.seq);
    },
    language: () => this.read.value,
  });
  private ears: Promise<void> | undefined;
  private ownEars: Ears | undefined;
  private ticket: Ticket = { url: "", token: "" };
  private stream: Stream | Blocks | undefined;
  private told: readonly Deck[] = [];
  /** Whether who watches the broadcast follows the log by files beside it. */
  private byFiles = false;

  /** `listens`: whether the page hears as listeners do, by channels; the booth has ears of its own: see `hearBy`. */
  constructor(
    readonly seminar: string,
    private readonly listens = true,
  ) {
    this.api = new Api(seminar, { offline });
    this.media = new Media({
      ticket: () => this.api.post<Ticket>("sfu-token"),
      onChange: () => {
        this.mediaTurn.value += 1;
        this.cards.learn(this.media.peers().map((peer) => peer.identity));
      },
      onData: (topic, from, value) => this.heard(topic, from, value),
      wish: (person, source) => this.wish(person, source),
      choosy: () => hasChannels(this.room.value.interpretation),
      onRefused: (refused) =>
        isFull(refused) ? this.sources.refuse() : this.onLine(this.line.peek(), refused),
    });
    this.sources = new Sources(this.ground());
  }

  /** What is asked where sound and picture shall come from: the newest that is known, but for the end of a take. */
  private ground(): ConstructorParameters<typeof Sources>[0] {
    const mine = (places: Readonly<Record<string, number>>) => Object.hasOwn(places, this.me.value.id);
    return {
      media: this.media,
      api: this.api,
      now: () => Date.now() + this.ahead,
      speaks: () => mine(this.recent.last.stage.stage) || mine(this.recent.last.stage.floor),
      full: () => this.recent.last.stage.full,
      take: () =>
        watchable(this.recent.last.recordings, this.moment ? this.room.peek().recordings : undefined),
      channel: () => this.listening.value?.channel ?? "",
      light: () => this.mediaTurn.value >= 0 && this.media.light,
      release: () => void this.api.post("seat/release").catch(() => {}),
      onMoment: (moment) => this.show(moment),
      onPlace: (place) => this.show(place === "broadcast" ? Date.now() + this.ahead - EXPECTED : undefined),
    };
  }

  /** See the room as it was at this moment of the broadcast; without one as it is now. */
  private show(moment: number | undefined): void {
    const before = this.room.peek();
    this.moment = moment;
    const { last } = this.recent;
    this.offset = moment === undefined ? this.ahead : moment - Date.now();
    const own = { id: this.me.value.id, questions: this.mine.peek().questions };
    this.room.value = moment === undefined ? last : asHeard(this.recent.at(moment), last, own, moment);
    if (this.room.value.interpretation !== before.interpretation) this.listen();
    if (this.room.value.stage !== before.stage) this.media.review();
    this.sources.review();
    this.refollow();
  }

  /** Read the room and follow it. Raises Refused when the reader is not a member. */
  async open(): Promise<void> {
    const snapshot = await this.api.get<Snapshot>(snapshotIn(rememberedRead()));
    this.adopt(snapshot);
    await this.readDecks();
    this.follow(snapshot.seq);
  }

  /**
   * Read another language from now on. The stream of the language before runs until the new room is here; the new
   * one begins where that room ends, so nothing is missed in between. False when it was refused or overtaken.
   * `remember`: whether this browser reads it the next time too.
   */
  async setRead(tag: string, remember = true): Promise<boolean> {
    let taken = false;
    await this.attempt(async () => {
      taken = await this.rereading.as(tag);
    });
    if (taken && remember) rememberRead(tag);
    return taken;
  }

  close(): void {
    this.rereading.close();
    this.stream?.stop();
    this.stream = undefined;
    this.listening.value?.close();
    void this.sources.close();
  }

  name(person: string): string {
    return this.people.value[person]?.name || t("Participant");
  }

  async upvote(question: string, up: boolean): Promise<void> {
    await post(this.burst, { kind: "upvote", question, up });
    const { upvotes } = this.mine.value;
    const others = upvotes.filter((id) => id !== question);
    this.mine.value = { ...this.mine.value, upvotes: up ? [...others, question] : others };
  }

  async vote(poll: string, choices: readonly number[]): Promise<void> {
    await post(this.burst, { kind: "ballot", poll, choices });
    this.mine.value = { ...this.mine.value, ballots: { ...this.mine.value.ballots, [poll]: choices } };
  }

  /** "I am here", to a presence check. True when it is written. */
  async present(check: string): Promise<boolean> {
    const done = await this.attempt(() => post(this.burst, { kind: "present", check }));
    const { checks } = this.mine.value;
    if (done)
      this.mine.value = { ...this.mine.value, checks: { ...checks, answered: [...checks.answered, check] } };
    return done;
  }

  glance(glance: Glance): Promise<void> {
    return post(this.burst, { kind: "glance", ...glance });
  }

  async ask(text: string, anonymous: boolean, key: string): Promise<void> {
    const { id } = await this.api.post<{ id: string }>("questions", { key, text, anonymous });
    const { questions } = this.mine.value;
    if (!questions.includes(id)) this.mine.value = { ...this.mine.value, questions: [...questions, id] };
  }

  react(mark: string): void {
    this.media.send("reaction", mark);
    this.gestures.react(this.me.value.id, mark);
  }

  point(x: number, y: number): void {
    this.media.send("pointer", { x, y });
  }

  /** Do something on the server; a refusal is shown and not raised. True when it was done. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.refused.value = undefined;
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refused.value = error;
      return false;
    }
  }

  post(path: string, body: object = {}): Promise<boolean> {
    return this.attempt(() => this.api.post(path, body));
  }

  /** POST something that is made, with a key of its own. */
  make(path: string, body: object): Promise<boolean> {
    return this.post(path, { key: freshKey(), ...body });
  }

  /** I have read that this is recorded. */
  async acknowledge(): Promise<void> {
    if (await this.post("recordings/acknowledge"))
      this.mine.value = { ...this.mine.value, acknowledged: true };
  }

  private readonly burst = {
    ticket: () => this.ticket,
    renew: async () => {
      this.ticket = await this.api.post<Ticket>("stream-token", { read: this.read.value });
      return this.ticket;
    },
    offline,
  };

  private adopt(snapshot: Snapshot): void {
    this.recent = new Recent(
      snapshot.state,
      snapshot.now,
      this.moment === undefined ? undefined : this.recent,
    );
    this.read.value = snapshot.read;
    this.captions.facts.value = snapshot.captions;
    this.people.value = { ...this.people.value, ...snapshot.people };
    this.mine.value = snapshot.mine;
    this.me.value = snapshot.me;
    this.staff.value = snapshot.staff;
    this.agenda.value = snapshot.agenda;
    this.states.value = snapshot.states;
    this.ticket = snapshot.stream;
    this.byFiles = snapshot.overflow_log === "segments";
    this.ahead = snapshot.now - Date.now();
    this.show(this.moment);
    this.listen();
    this.want(snapshot.read);
  }

  /** Have texts translated into what is read here. Nothing is lost by a refusal: they stay as they were written. */
  private want(language: string): void {
    if (language) this.api.post("translation/want", { language }).catch(() => {});
  }

  /** A membership that is over comes back with the page alone; who was removed may be let in again. */
  readonly onLine = (line: Line, refusal?: Refused): void => {
    this.line.value = line;
    if (this.refusal.peek()?.status !== 401) this.refusal.value = refusal;
  };

  private follow(after: number): void {
    const common = {
      after,
      onEntry: (entry: WireEntry) => this.take(entry),
      onLine: this.onLine,
    };
    const broadcast = this.folder() ? this.sources.broadcast.peek() : undefined;
    this.stream = broadcast
      ? broadcast.follow({
          ...common,
          folder: () => this.folder(),
          language: this.read.value,
          onPeople: (people) => {
            this.people.value = { ...this.people.value, ...people };
          },
        })
      : new Stream({
          ...common,
          ticket: this.ticket,
          renew: this.burst.renew,
          onAhead: () => void this.rereading.again(),
        });
    this.stream.start();
  }

  /** Where the log's files are, "" while it is followed by the stream. */
  private folder(): string {
    const watching = this.byFiles && this.sources.place.peek() === "broadcast";
    return watching ? (this.sources.broadcast.peek()?.folder ?? "") : "";
  }

  /** The log comes from where sound and picture come from; it goes on where it was. */
  private refollow(): void {
    const { stream } = this;
    if (!stream || stream instanceof Stream === (this.folder() === "")) return;
    stream.stop();
    this.follow(stream.position);
    this.decks.value = besideMedia(this.told, this.folder());
  }

  /** My hand. It is told to me and the staff, so that files beside the media do not know of it. */
  async raise(raised: boolean): Promise<void> {
    if (!(await this.post("hand", { raised })) || !this.stream || this.stream instanceof Stream) return;
    const person = this.me.value.id;
    const fact = { seq: this.stream.position, at: Date.now() + this.ahead, v: 1, data: { person } };
    this.take({ ...fact, kind: raised ? "hand.raised" : "hand.lowered" });
  }

  private take(entry: WireEntry): void {
    this.recent.add(entry);
    this.show(this.moment);
    this.cards.learn(personsIn(entry));
    if (entry.kind === "cue.finalised" || entry.kind === "cue.translated")
      this.captions.arrived(entry.data as { language: string; source: string });
    const mine = (entry.data as { person?: unknown } | null)?.person === this.me.value.id;
    if (entry.kind === "participant.readmitted" && mine && this.sources.place.peek() === "room")
      void this.media.start();
    this.rereading.told(entry, this.me.value.id, this.stream);
    if (entry.kind === "deck.added" || entry.kind === "deck.withdrawn") void this.readDecks();
  }

  /** Channels came or changed; the ears for them are fetched with the first. */
  private listen(): void {
    this.media.review();
    if (!this.listens || this.ears || !hasChannels(this.room.value.interpretation)) return;
    this.ears = import("./listening").then(({ Listening }) => {
      this.listening.value = new Listening(this);
    });
    this.ears.catch(() => {
      this.ears = undefined; // no line: with the next change again; until then the floor is heard
    });
  }

  /** From now on these ears say what is received, and play it. */
  hearBy(ears: Ears): void {
    this.ownEars = ears;
    this.media.playThrough(ears);
    this.media.review();
  }

  /** An interpreter's voice is not for everyone; the rest is. */
  private wish(person: string, source: string): Wish {
    const ears = this.ownEars ?? this.listening.value;
    if (ears) return ears.wish(person, source);
    const { interpretation, stage } = this.room.value;
    const shared = source !== "microphone" && source !== "camera";
    return shared || isFloorFace(interpretation, stage, person) ? "receive" : "leave";
  }

  private async readDecks(): Promise<void> {
    try {
      this.told = (await this.api.get<{ decks: readonly Deck[] }>("slides/decks")).decks;
      this.decks.value = besideMedia(this.told, this.folder());
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // the next deck, or the next page load, asks again
    }
  }

  private heard(topic: Topic, from: string, value: unknown): void {
    if (topic === "captions") this.captions.hear(value);
    if (topic === "reaction" && typeof value === "string") this.gestures.react(from, value);
    if (topic === "pointer" && isPoint(value) && this.room.value.stage.stage[from])
      this.gestures.point(from, value);
  }
}

const offline = () => t("There is no line at the moment. Nothing was lost: please try again.");
