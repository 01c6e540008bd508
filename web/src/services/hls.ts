/** hls.js as the replay uses it: a chunk of its own, fetched beside the log. */
import Hls from "hls.js";

export { Events } from "hls.js";

/** A player that begins at so many seconds of the take. */
export function create(startPosition: number): Hls {
  return new Hls({
    startPosition,
    lowLatencyMode: false,
    backBufferLength: 60,
    maxBufferLength: 30,
    enableWebVTT: false, // captions are the log's, drawn by the page
    enableIMSC1: false,
    enableCEA708Captions: false,
    renderTextTracksNatively: false,
    maxLiveSyncPlaybackRate: 1,
  });
}
