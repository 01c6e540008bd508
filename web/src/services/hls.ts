/** hls.js as the replay and the broadcast use it: a chunk of its own, fetched beside the log. */
import Hls, { type HlsConfig, type PlaylistLoaderConstructor } from "hls.js";
import { loadingWhenDue } from "./due";

export { Events } from "hls.js";

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

const common: Partial<HlsConfig> = {
  backBufferLength: 60,
  maxBufferLength: 30,
  enableWebVTT: false, // captions are the log's, drawn by the page
  enableIMSC1: false,
  enableCEA708Captions: false,
  renderTextTracksNatively: false,
};
