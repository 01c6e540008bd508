/** What the media use of livekit-client. By these names the bundler leaves the rest out: 10 kB that nobody runs. */
export { DisconnectReason, Room, RoomEvent, Track } from "livekit-client";
