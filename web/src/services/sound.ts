/**
 * How a room of the SFU is joined, and how a microphone is taken and sent: music-grade, because interpreters live by
 * consonants and listeners hear through two links. No noise suppression and no pauses in sending (DTX): both eat the
 * beginnings of words.
 */
import type { AudioCaptureOptions, RoomOptions, TrackPublishDefaults } from "livekit-client";

const HEADSET = "consilium.headset";

/** Whether the person says that the loudspeaker is on their ears, so that nothing comes back into the microphone. */
export function usesHeadset(): boolean {
  return localStorage.getItem(HEADSET) === "1";
}

export function setHeadset(on: boolean): void {
  if (on) localStorage.setItem(HEADSET, "1");
  else localStorage.removeItem(HEADSET);
}

/** Echo cancellation is off for a headset only: without one the whole seminar would hear itself. */
export function microphone(headset = usesHeadset()): AudioCaptureOptions {
  return {
    echoCancellation: !headset,
    noiseSuppression: false,
    autoGainControl: !headset,
    voiceIsolation: false,
    channelCount: 1,
    sampleRate: 48_000,
  };
}

/** Bit/s of one voice: fullband Opus, mono. `consilium measure audio` sends the same. */
export const BITRATE = 96_000;

/** Sent once, not twice (RED): a second copy would cost a listener on a weak line the place of a second language. */
export const publishSound: TrackPublishDefaults = {
  audioPreset: { maxBitrate: BITRATE },
  dtx: false,
  red: false,
  forceStereo: false,
};

export function roomOptions(): RoomOptions {
  return {
    adaptiveStream: true,
    dynacast: true,
    // gives up early: joining anew also brings back a room that died with its server
    reconnectPolicy: {
      nextRetryDelayInMs: ({ retryCount }) => (retryCount < 3 ? 300 * (retryCount + 1) : null),
    },
    publishDefaults: { videoCodec: canEncodeH264() ? "h264" : "vp8", simulcast: true, ...publishSound },
    videoCaptureDefaults: { resolution: { width: 1280, height: 720, frameRate: 25 } },
  };
}

/** The recorder passes H.264 on as it is; what a browser without an encoder for it publishes, VP8, costs it more. */
export function canEncodeH264(): boolean {
  const codecs = RTCRtpSender.getCapabilities?.("video")?.codecs ?? [];
  return codecs.some((codec) => codec.mimeType.toLowerCase() === "video/h264");
}
