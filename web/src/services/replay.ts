/**
 * The replay of one seminar: its log, its takes, and where in them one is. The room at that moment is put into a
 * `Store`, so that the room's own panels show it; what happens meanwhile comes through the room's own stream.
 */
import { computed, signal } from "@preact/signals";
import type { WireEntry } from "../protocol/entry";
import {
  answersOf,
  chaptersOf,
  Log,
  lengthOf,
  momentAt,
  positionIn,
  positionOf,
  type Recorded,
  resultsLater,
  spanAt,
  spansOf,
  wholeOf,
  writersOf,
} from "../state/replay";
import { Transcript } from "../state/transcript";
import { Refused } from "./api";
import type { CaptionFacts } from "./captioning";
import { lightSounds, rememberedLight, rememberLight } from "./light";
import { Player, type Source } from "./player";
import { rememberedRead, rememberRead } from "./remembered";
import type { AgendaPart, Card, Deck, Me, Mine } from "./snapshot";
import { Store } from "./store";
import { Stream, type Ticket } from "./stream";

/** What GET archive answers: see archive/queries.py. */
interface Archive {
  readonly now: number;
  readonly takes: readonly Recorded[];
  readonly people: Readonly<Record<string, Card>>;
  readonly me: Me;
  readonly mine: Mine;
  readonly agenda: readonly AgendaPart[];
  readonly states: Readonly<Record<string, string>>;
  readonly read: string;
  readonly languages: readonly string[];
  readonly captions: CaptionFacts;
  /** Whether one may hide something. */
  readonly edits: boolean;
  readonly stream: Ticket;
}

interface Page {
  readonly entries: readonly WireEntry[];
  readonly next: number;
}

/** Milliseconds after which the takes are asked for again: while a take has nothing yet; and while all have, whose
 * growth the player sees by itself. */
const SOON = 5000;
const LATER = 60_000;
/** And after a channel was opened, until there is something of it. */
const BEGINS = 12_000;
/** Milliseconds behind what has come at which one sees it "live": the segment that is being written, and one more. */
export const NEAR = 12_000;

export class Replay {
  readonly store: Store;
  readonly player: Player;
  readonly takes = signal<readonly Recorded[]>([]);
  readonly languages = signal<readonly string[]>([]);
  /** The moment that is heard; 0 before anything is known. */
  readonly moment = signal(0);
  /** Raised when the log has grown, or was read in another language. */
  readonly grown = signal(0);
  /** Whether one hears faster than it was, to come back to live. */
  readonly catching = signal(false);
  readonly spans = computed(() => spansOf(this.takes.value));
  /** All that was recorded, also what is hidden: the places of links count on it. */
  readonly whole = computed(() => wholeOf(this.takes.value));
  readonly place = computed(() => positionOf(this.whole.value, this.moment.value));
  readonly light = signal(rememberedLight());
  readonly mayEdit = signal(false);
  readonly length = computed(() => lengthOf(this.spans.value));
  readonly position = computed(() => positionOf(this.spans.value, this.moment.value));
  readonly going = computed(() => this.takes.value.some((take) => take.status !== "over"));
  readonly chapters = computed(() => (this.grown.value >= 0 ? chaptersOf(this.log.entries) : []));
  readonly results = computed(() => (this.grown.value >= 0 ? resultsLater(this.log) : []));
  /** Who wrote in the chats what can still be read. */
  readonly writers = computed(() => (this.grown.value >= 0 ? writersOf(this.log.entries) : []));
  readonly answers = computed(() => (this.grown.value >= 0 ? answersOf(this.log) : []));
  log = new Log();
  transcript = new Transcript();
  private loaded = "";
  private stream: Stream | undefined;
  private timer = 0;
  private readTurn = 0;
  private ticket: Ticket = { url: "", token: "" };

  constructor(seminar: string) {
    this.store = new Store(seminar, false);
    this.player = new Player({
      onMoment: (moment) => this.moved(moment),
      onEnd: () => this.ended(),
      renew: () => this.renew(),
    });
    this.player.edge.subscribe((edge) => this.reach(edge));
  }

  /** Read all there is and follow it. Raises Refused for who is no member. */
  async open(): Promise<void> {
    const [archive] = await Promise.all([this.ask(rememberedRead()), this.readDecks()]);
    this.adopt(archive);
    if (this.spans.value.length > 0) this.player.prepare();
    await this.readLog(archive.read);
    this.follow();
    this.lookAgain();
    const start = positionIn(new URLSearchParams(location.search).get("t")) ?? 0;
    const spans = this.spans.value;
    this.moment.value = start > 0 ? momentAt(this.whole.value, start) : (spans[0]?.from ?? 0);
    this.show();
  }

  /** The element that plays. */
  attach(video: HTMLVideoElement): void {
    this.player.attach(video);
    this.seek(this.moment.value);
  }

  close(): void {
    clearTimeout(this.timer);
    this.stream?.stop();
    this.player.close();
    this.store.close();
  }

  /** Hear and see a moment. In a gap: what follows it. */
  seek(moment: number): void {
    const spans = this.spans.value;
    const span = spanAt(spans, moment);
    if (!span) return;
    const within = Math.min(Math.max(moment, span.from), span.to - 200);
    this.moment.value = within;
    this.show();
    const take = this.takes.value.find(({ id }) => id === span.take) as Recorded;
    if (this.loaded === span.take) this.player.seek(within);
    else {
      this.loaded = span.take;
      void this.player.load(this.source(take), within);
    }
  }

  private source(take: Recorded): Source {
    const { id, url, gains } = take;
    const shown = this.spans.value.filter((span) => span.take === id);
    return {
      url,
      gains,
      shown,
      ...(this.light.value && take.sounds.length > 0 && { sounds: lightSounds(take) }),
    };
  }

  /** Slides, one sound and captions alone, for a weak line. This browser remembers it. */
  setLight(on: boolean): void {
    this.light.value = on;
    rememberLight(on);
    this.reload();
  }

  seekTo(position: number): void {
    this.seek(momentAt(this.spans.value, Math.min(position, this.length.value - 200)));
  }

  skip(milliseconds: number): void {
    this.catching.value = false;
    this.seekTo(Math.max(0, this.position.value + milliseconds));
  }

  toLive(): void {
    this.stopCatching();
    const { to = 0 } = this.spans.value.at(-1) ?? {};
    this.seek(to - NEAR);
    this.player.play();
  }

  /** Milliseconds of the recording that one is behind. */
  behind(): number {
    return Math.max(0, this.length.value - this.position.value);
  }

  catchUp(): void {
    this.catching.value = true;
    this.player.setRate(1.5);
    this.player.play();
  }

  setRate(rate: number): void {
    this.catching.value = false;
    this.player.setRate(rate);
  }

  /** Read another language: the log is read anew in it, and nothing else changes. */
  async setRead(tag: string): Promise<void> {
    const turn = ++this.readTurn;
    const done = await this.store.attempt(async () => {
      const archive = await this.ask(tag);
      const log = await this.fetchLog(tag);
      if (turn !== this.readTurn) return;
      this.stream?.stop();
      this.adopt(archive);
      [this.log, this.transcript] = [new Log(), new Transcript()];
      this.add(log);
      this.follow();
      this.want(tag);
    });
    if (done && turn === this.readTurn) rememberRead(tag);
  }

  private ask(read?: string): Promise<Archive> {
    return this.store.api.get(read === undefined ? "archive" : `archive?read=${encodeURIComponent(read)}`);
  }

  private adopt(archive: Archive): void {
    const { store } = this;
    store.offset = archive.now - Date.now();
    store.people.value = { ...store.people.value, ...archive.people };
    store.me.value = archive.me;
    store.mine.value = archive.mine;
    store.agenda.value = archive.agenda;
    store.states.value = archive.states;
    store.read.value = archive.read;
    store.captions.facts.value = archive.captions;
    this.languages.value = archive.languages;
    this.mayEdit.value = archive.edits;
    this.ticket = archive.stream;
    this.learnTakes(archive.takes);
  }

  /** What the player has seen of a take is newer than what the server counted a while ago. */
  private learnTakes(takes: readonly Recorded[]): void {
    const known = new Map(this.takes.value.map((take) => [take.id, take]));
    this.takes.value = takes.map((take) => ({
      ...take,
      last: Math.max(take.last, known.get(take.id)?.last ?? 0),
    }));
    const before = known.get(this.loaded);
    const after = this.takes.value.find(({ id }) => id === this.loaded);
    if (!before || !after) return;
    const cut = JSON.stringify(before.hidden) !== JSON.stringify(after.hidden);
    if (cut || after.sounds.length > before.sounds.length) this.reload();
  }

  /** Another stretch of what is loaded is hidden, or a channel was opened: its playlists are others now. */
  private reload(): void {
    this.loaded = "";
    this.player.close();
    this.seek(this.moment.value);
  }

  private reach(edge: number): void {
    const take = this.takes.peek().find(({ id }) => id === this.loaded);
    if (take && edge > take.last)
      this.takes.value = this.takes.peek().map((one) => (one === take ? { ...one, last: edge } : one));
  }

  private async readLog(read: string): Promise<void> {
    this.add(await this.fetchLog(read));
    this.want(read);
  }

  private want(language: string): void {
    if (language) this.store.api.post("translation/want", { language }).catch(() => {});
  }

  private async fetchLog(read: string, since = 0): Promise<WireEntry[]> {
    const found: WireEntry[] = [];
    for (let after = since, more = true; more; ) {
      const path = `archive/entries?after=${after}&read=${encodeURIComponent(read)}`;
      const page = await this.store.api.get<Page>(path);
      found.push(...page.entries);
      after = page.next;
      more = page.next > 0;
    }
    return found;
  }

  private async readDecks(): Promise<void> {
    try {
      const { decks } = await this.store.api.get<{ decks: readonly Deck[] }>("slides/decks");
      this.store.decks.value = decks.map((deck) => ({ ...deck, mine: false })); // what was shown is not turned
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  private follow(): void {
    if (this.log.last.seminar.status === "ended") {
      this.store.line.value = "live"; // nothing more will come
      return;
    }
    this.stream = new Stream({
      ticket: this.ticket,
      after: this.log.seq,
      renew: () => this.store.api.post<Ticket>("stream-token", { read: this.store.read.value }),
      onEntry: (entry) => this.add([entry]),
      onLine: this.store.onLine,
    });
    this.stream.start();
  }

  private add(entries: readonly WireEntry[]): void {
    this.log.add(entries);
    this.transcript.add(entries);
    const told = entries.some(({ kind }) => kind.startsWith("recording."));
    if (entries.some(({ kind }) => kind.startsWith("deck."))) void this.readDecks();
    this.grown.value += 1;
    this.show();
    if (told) this.lookAgain(0);
    else if (this.going.value && entries.some(({ kind }) => kind === "channel.opened"))
      this.lookAgain(BEGINS);
  }

  /** While a take goes on, or is announced, its first segments and its end are asked for. */
  private lookAgain(
    wait = this.takes.value.some(({ last, status }) => !last && status !== "over") ? SOON : LATER,
  ) {
    clearTimeout(this.timer);
    const over = this.log.last.seminar.status === "ended" && !this.going.value;
    if (over && wait > 0) return;
    this.timer = window.setTimeout(async () => {
      try {
        const archive = await this.ask(this.store.read.value);
        const nothing = this.spans.value.length === 0;
        this.learnTakes(archive.takes);
        this.languages.value = archive.languages;
        this.store.people.value = { ...this.store.people.value, ...archive.people };
        if (nothing && this.spans.value.length > 0) this.seek(this.spans.value[0]?.from ?? 0);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
      this.lookAgain();
    }, wait);
  }

  /** What has happened since, without a stream: after the end nothing comes by itself. */
  async refresh(): Promise<void> {
    const read = this.store.read.value;
    const [archive, fresh] = await Promise.all([this.ask(read), this.fetchLog(read, this.log.seq)]);
    this.learnTakes(archive.takes);
    this.add(fresh);
  }

  private async renew(): Promise<Source | undefined> {
    try {
      this.learnTakes((await this.ask(this.store.read.value)).takes);
      const take = this.takes.value.find(({ id }) => id === this.loaded);
      return take && this.source(take);
    } catch {
      return undefined;
    }
  }

  private moved(moment: number): void {
    this.moment.value = moment;
    this.show();
    if (this.catching.value && this.behind() < NEAR) this.stopCatching();
  }

  private stopCatching(): void {
    if (!this.catching.value) return;
    this.catching.value = false;
    this.player.setRate(1);
  }

  /** The take is over: the next one, if there is one. */
  private ended(): void {
    const next = this.spans.value.find(({ from }) => from > this.moment.value);
    if (!next) return;
    this.player.playing.value = true;
    this.seek(next.from);
  }

  /** The room as it was: the words in the reader's language as they are known today. */
  private show(): void {
    const then = this.log.at(this.moment.value);
    const { translation } = this.log.last;
    const now = this.store.room.peek();
    if (this.shown === then && now.translation === translation) return;
    this.shown = then;
    this.store.room.value = { ...then, translation };
  }

  private shown: unknown;
}
