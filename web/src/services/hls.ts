/** hls.js as the replay and the broadcast use it: a chunk of its own, fetched beside the log. */
import Hls, { Events, type HlsConfig, type PlaylistLoaderConstructor } from "hls.js";
import { loadingWhenDue } from "./due";

export { Events };

/** Seconds behind the newest moment that is known: a segment of four, and how late one may be known and fetched. */
const BEHIND = 6;

/** A player that begins at so many seconds of the take. */
export function create(startPosition: number): Hls {
  return new Hls({ ...common, startPosition, lowLatencyMode: false, maxLiveSyncPlaybackRate: 1 });
}

/** A player of what goes on: it comes back to where it should be by playing a little faster, or by a jump. */
export function createLive(): Hls {
  return new Hls({
    ...common,
    pLoader: loadingWhenDue(Hls.DefaultConfig.loader as PlaylistLoaderConstructor),
    lowLatencyMode: true, // it plays faster to catch up, and asks for a playlist as soon as it has the one before
    liveSyncDuration: BEHIND,
    liveMaxLatencyDuration: 24,
    maxLiveSyncPlaybackRate: 1.08,
  });
}

/** Another sound at once: hls.js by itself leaves what is just being written of the one before, up to a segment. */
export function hear(hls: Hls, sound: number): void {
  if (hls.audioTrack === sound) return;
  hls.audioTrack = sound;
  hls.trigger(Events.BUFFER_FLUSHING, { startOffset: 0, endOffset: Number.POSITIVE_INFINITY, type: "audio" });
}

const common: Partial<HlsConfig> = {
  backBufferLength: 60,
  maxBufferLength: 30,
  enableWebVTT: false, // captions are the log's, drawn by the page
  enableIMSC1: false,
  enableCEA708Captions: false,
  renderTextTracksNatively: false,
};
