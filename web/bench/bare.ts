/**
 * What the room is measured against: livekit-client and nothing else. The address carries ?url=...&token=...;
 * `window.firstFrame` is the milliseconds from the click to the first frame on the screen.
 */
import { Room, RoomEvent, Track } from "livekit-client";

const query = new URLSearchParams(location.search);

async function join(): Promise<void> {
  const clicked = performance.now();
  const room = new Room({ adaptiveStream: true, dynacast: true });
  room.on(RoomEvent.TrackSubscribed, (track) => {
    const element = track.attach();
    document.body.append(element);
    if (track.kind !== Track.Kind.Video) return;
    (element as HTMLVideoElement).requestVideoFrameCallback(() => {
      Object.assign(window, { firstFrame: performance.now() - clicked });
    });
  });
  await room.connect(query.get("url") ?? "", query.get("token") ?? "");
}

document.querySelector("button")?.addEventListener("click", () => void join());
