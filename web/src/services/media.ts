/**
 * Sound and picture over the SFU. livekit-client resumes by itself; where it gives up, this joins anew with a fresh
 * token, for as long as the page is open.
 */
import type {
  LocalTrackPublication,
  RemoteParticipant,
  RemoteTrack,
  RemoteTrackPublication,
  Room,
  Track,
} from "livekit-client";
import { type Clock, type Refused, realClock } from "./api";
import type { Connection, Incoming, MediaOptions, Peer, Player, Topic } from "./mediatypes";
import { isFinal, isTopic, peerOf } from "./mediatypes";
import { microphone, roomOptions } from "./sound";
import type { Ticket } from "./stream";
import { protocolOf } from "./transport";

type LiveKit = typeof import("./livekit");

export type { Connection, Incoming, MediaOptions, Peer, Player, Topic, Wish } from "./mediatypes";

/** Milliseconds a ticket fetched early is used; it opens the door for ten minutes. */
const TICKET_KEPT = 240_000;
const WAITS = [200, 500, 1000, 2000];
const LONGEST = 4000; // bytes of a message

export class Media {
  connection: Connection = "off";
  light = false;
  /** Whether the browser waits for a click before it plays sound. */
  silent = false;
  quality = "unknown";
  private room: Room | undefined;
  private lib: LiveKit | undefined;
  private player: Player | undefined;
  private voice: MediaStreamTrack | undefined;
  private wanted = { microphone: false, camera: false };
  /** What was chosen, for rooms and players that come later; where it is gone by then, any other is used. */
  private readonly devices = new Map<MediaDeviceKind, string>();
  private stopped = true;
  private joining: Promise<void> | undefined;
  private early: { ticket: Promise<Ticket | undefined>; until: number } | undefined;
  private readonly clock: Clock;

  constructor(private readonly options: MediaOptions) {
    this.clock = options.clock ?? realClock;
  }

  /** Join and stay joined until `stop`. */
  start(): Promise<void> {
    this.stopped = false;
    this.joining ??= this.join().finally(() => {
      this.joining = undefined;
    });
    return this.joining;
  }

  /** Fetch what joining needs while the person still looks at the page before. */
  async prepare(): Promise<void> {
    const ticket = this.options.ticket().catch(() => undefined); // not live yet, perhaps: asked again on joining
    this.early = { ticket, until: Date.now() + TICKET_KEPT };
    this.lib ??= await import("./livekit");
  }

  private async ticket(): Promise<Ticket> {
    const { early } = this;
    this.early = undefined;
    const kept = early && Date.now() < early.until ? await early.ticket : undefined;
    return kept ?? this.options.ticket();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.room?.disconnect();
    this.set("off");
  }

  peers(): Peer[] {
    const { room, lib } = this;
    if (!room || !lib) return [];
    return [room.localParticipant, ...room.remoteParticipants.values()].map((person) =>
      peerOf(person, lib.Track.Source, person === room.localParticipant),
    );
  }

  get mayPublish(): boolean {
    return this.room?.localParticipant.permissions?.canPublish ?? false;
  }

  get microphoneOn(): boolean {
    return this.room?.localParticipant.isMicrophoneEnabled ?? false;
  }

  get cameraOn(): boolean {
    return this.room?.localParticipant.isCameraEnabled ?? false;
  }

  get screenOn(): boolean {
    return this.room?.localParticipant.isScreenShareEnabled ?? false;
  }

  /** What arrives now, in kbit/s. */
  get kilobits(): number {
    let bits = 0;
    for (const [{ track }] of this.publications()) bits += track?.currentBitrate ?? 0;
    return Math.round(bits / 1000);
  }

  /** "UDP" or "TCP", once something arrives. */
  async transport(): Promise<string | undefined> {
    for (const [{ track }] of this.publications()) {
      const found = protocolOf((await track?.getRTCStatsReport()) ?? new Map());
      if (found) return found;
    }
    return undefined;
  }

  /** Raises the browser's error when there is no permission or no device. */
  async setMicrophone(on: boolean): Promise<void> {
    if (on && this.room) await this.publishVoice(this.room);
    await this.room?.localParticipant.setMicrophoneEnabled(on, microphone());
    this.wanted.microphone = on;
    this.options.onChange();
  }

  /** A track of one's own making is one's microphone from now on. */
  speakWith(voice: MediaStreamTrack): void {
    this.voice = voice;
  }

  /** The voice, if it is not out already. What is sent is a copy: leaving the room ends it, not the voice. */
  private async publishVoice(room: Room): Promise<void> {
    const source = this.lib?.Track.Source.Microphone;
    if (!this.voice || !source || room.localParticipant.getTrackPublication(source)) return;
    await room.localParticipant.publishTrack(this.voice.clone(), { source, name: "booth" });
  }

  async setCamera(on: boolean): Promise<void> {
    await this.room?.localParticipant.setCameraEnabled(on);
    this.wanted.camera = on;
    this.options.onChange();
  }

  async setScreen(on: boolean): Promise<void> {
    await this.room?.localParticipant.setScreenShareEnabled(on, { audio: true });
    this.options.onChange();
  }

  /** Take the microphone anew, as the settings now say. */
  async retakeMicrophone(): Promise<void> {
    const source = this.lib?.Track.Source.Microphone;
    const track = source && this.room?.localParticipant.getTrackPublication(source)?.audioTrack;
    const device = await track?.getDeviceId();
    if (track) await track.restartTrack({ ...microphone(), ...(device ? { deviceId: device } : {}) });
  }

  async useDevice(kind: MediaDeviceKind, id: string): Promise<void> {
    if (kind === "audiooutput") await this.player?.useOutput(id);
    await this.room?.switchActiveDevice(kind, id);
    this.devices.set(kind, id);
  }

  /** The device that is used, as far as it is known. */
  device(kind: MediaDeviceKind): string | undefined {
    return this.devices.get(kind) ?? this.room?.getActiveDevice(kind);
  }

  /** Light mode does not subscribe to video at all. */
  setLight(light: boolean): void {
    this.light = light;
    this.review();
    this.options.onChange();
  }

  /** Ask the wishes anew: something that they depend on has changed. */
  review(): void {
    for (const [publication, person] of this.publications()) this.subscribe(publication, person);
  }

  /** From now on this one plays what arrives, and what has arrived. */
  playThrough(player: Player): void {
    this.player = player;
    const output = this.devices.get("audiooutput");
    if (output) void player.useOutput(output).catch(() => {});
    for (const [publication, person] of this.publications()) {
      const { track } = publication;
      if (track?.kind !== "audio") continue;
      player.arrived(publication.trackSid, person.identity, track.mediaStreamTrack);
      for (const element of track.detach()) element.remove();
    }
    this.checkSound();
  }

  /** A person's microphone; undefined while there is none or it is muted. */
  incoming(person: string): Incoming | undefined {
    const source = this.lib?.Track.Source.Microphone;
    const publication = source && this.room?.remoteParticipants.get(person)?.getTrackPublication(source);
    if (!publication || publication.isMuted) return undefined;
    const track = publication.track as RemoteTrack | undefined;
    return { name: track ? publication.trackSid : "", receiver: track?.receiver };
  }

  /** Whether the browser waits for a click is known by the room, and by who plays instead. */
  checkSound(): void {
    this.silent = !(this.room?.canPlaybackAudio ?? true) || (this.player?.blocked ?? false);
    this.options.onChange();
  }

  /** After a click: let the browser play. */
  async playSound(): Promise<void> {
    await this.player?.resume();
    await this.room?.startAudio();
  }

  send(topic: Topic, value: unknown): void {
    if (this.connection !== "connected") return;
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    void this.room?.localParticipant
      .publishData(bytes, { topic, reliable: topic === "reaction" })
      .catch(() => {});
  }

  private async join(): Promise<void> {
    for (let tries = 0; !this.stopped; tries += 1) {
      this.set(this.room ? "reconnecting" : "connecting");
      try {
        this.lib ??= await import("./livekit");
        if (await this.connect(this.lib, await this.ticket())) return;
      } catch (error) {
        if (isFinal(error)) this.refused(error);
        else await this.clock.sleep(WAITS[Math.min(tries, WAITS.length - 1)] ?? 2000);
      }
    }
  }

  private refused(refused: Refused): void {
    this.end(refused.status === 403 ? "removed" : "off");
    this.options.onRefused?.(refused);
  }

  /** False when it was stopped meanwhile. */
  private async connect(lib: LiveKit, ticket: Ticket): Promise<boolean> {
    this.room?.removeAllListeners(); // the next one may end it as a duplicate
    const room = new lib.Room(roomOptions());
    for (const [kind, id] of this.devices) void room.switchActiveDevice(kind, id, false).catch(() => {});
    this.listen(lib, room);
    // With the subscriptions in the first offer the picture is there a negotiation earlier.
    const all = !this.light && !this.options.choosy?.();
    await room.connect(ticket.url, ticket.token, { autoSubscribe: all, maxRetries: 0 });
    if (this.stopped) {
      await room.disconnect();
      return false;
    }
    this.room = room;
    this.review();
    this.checkSound();
    this.set("connected");
    await this.restore(room);
    return true;
  }

  /** Publish again what was on before the line broke. */
  private async restore(room: Room): Promise<void> {
    if (!this.mayPublish) return;
    const { microphone: spoke, camera } = this.wanted;
    if (spoke) await this.publishVoice(room).catch(() => {});
    if (spoke && !this.voice)
      await room.localParticipant.setMicrophoneEnabled(true, microphone()).catch(() => {});
    if (camera) await room.localParticipant.setCameraEnabled(true).catch(() => {});
    this.options.onChange();
  }

  private *publications(): Generator<[RemoteTrackPublication, RemoteParticipant]> {
    for (const person of this.room?.remoteParticipants.values() ?? []) {
      for (const publication of person.trackPublications.values()) yield [publication, person];
    }
  }

  private subscribe(publication: RemoteTrackPublication, person: RemoteParticipant): void {
    const wish = this.options.wish?.(person.identity, publication.source) ?? "receive";
    const wanted = wish !== "leave" && (publication.kind === "audio" || !this.light);
    if (publication.isDesired !== wanted) publication.setSubscribed(wanted);
    if (wanted && publication.kind === "audio" && publication.isEnabled === (wish === "rest"))
      publication.setEnabled(wish !== "rest");
  }

  private listen(lib: LiveKit, room: Room): void {
    const { RoomEvent } = lib;
    const changed = () => this.options.onChange();
    room
      .on(RoomEvent.TrackPublished, (publication, person) => this.subscribe(publication, person))
      .on(RoomEvent.TrackSubscribed, (track, publication, person) => this.play(track, publication, person))
      .on(RoomEvent.TrackUnsubscribed, (track, publication) => this.unplay(track, publication))
      .on(RoomEvent.Reconnecting, () => this.set("reconnecting"))
      .on(RoomEvent.Reconnected, () => this.set("connected"))
      .on(RoomEvent.Disconnected, (reason) => this.left(lib, room, reason))
      .on(RoomEvent.ParticipantPermissionsChanged, () => this.permitted(room))
      .on(RoomEvent.TrackMuted, (publication, person) => {
        if (person === room.localParticipant) this.silenced(publication.source);
      })
      .on(RoomEvent.LocalTrackUnpublished, (publication) => this.unpublished(publication))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => this.checkSound())
      .on(RoomEvent.ConnectionQualityChanged, (quality, person) => {
        if (person === room.localParticipant) this.quality = quality;
        changed();
      })
      .on(RoomEvent.DataReceived, (bytes, person, _kind, topic) =>
        this.received(bytes, person?.identity, topic),
      );
    for (const event of [
      RoomEvent.ActiveSpeakersChanged,
      RoomEvent.TrackMuted,
      RoomEvent.TrackUnmuted,
      RoomEvent.LocalTrackPublished,
      RoomEvent.ParticipantConnected,
      RoomEvent.ParticipantDisconnected,
      RoomEvent.TrackUnpublished,
    ] as const) {
      room.on(event, changed);
    }
  }

  private play(track: RemoteTrack, publication: RemoteTrackPublication, person: RemoteParticipant): void {
    this.subscribe(publication, person); // the SFU may have sent what is no longer wanted
    if (track.kind === "audio" && this.player) {
      this.player.arrived(publication.trackSid, person.identity, track.mediaStreamTrack);
    } else if (track.kind === "audio" && publication.isDesired) {
      const element = track.attach();
      element.hidden = true;
      document.body.append(element);
    }
    this.options.onChange();
  }

  private unplay(track: RemoteTrack, publication: RemoteTrackPublication): void {
    if (track.kind === "audio") this.player?.left(publication.trackSid);
    for (const element of track.detach()) if (track.kind === "audio") element.remove();
    this.options.onChange();
  }

  /** The moderators gave or took the right to publish; what may not be published any longer is switched off. */
  private permitted(room: Room): void {
    if (!this.mayPublish) {
      this.wanted = { microphone: false, camera: false };
      void room.localParticipant.setMicrophoneEnabled(false).catch(() => {});
      void room.localParticipant.setCameraEnabled(false).catch(() => {});
      void room.localParticipant.setScreenShareEnabled(false).catch(() => {});
    }
    this.options.onChange();
  }

  /** Whoever muted it, one or the moderators: it does not come on by itself after the line broke. */
  private silenced(source: Track.Source): void {
    if (source === this.lib?.Track.Source.Microphone) this.wanted.microphone = false;
    if (source === this.lib?.Track.Source.Camera) this.wanted.camera = false;
  }

  private unpublished(publication: LocalTrackPublication): void {
    publication.track?.stop();
    this.options.onChange();
  }

  private left(lib: LiveKit, room: Room, reason: number | undefined): void {
    if (room !== this.room || this.stopped) return;
    if (reason === lib.DisconnectReason.DUPLICATE_IDENTITY) this.end("elsewhere");
    else if (reason === lib.DisconnectReason.PARTICIPANT_REMOVED) this.end("removed");
    else void this.start();
  }

  private end(connection: Connection): void {
    this.stopped = true;
    this.set(connection);
  }

  private received(bytes: Uint8Array, from = "", topic = ""): void {
    if (!isTopic(topic) || (topic === "captions") === (from !== "") || bytes.length > LONGEST) return;
    try {
      this.options.onData(topic, from, JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      // not ours
    }
  }

  private set(connection: Connection): void {
    this.connection = connection;
    this.options.onChange();
  }
}
