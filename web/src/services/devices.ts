/** Camera, microphone, loudspeaker and line, tried before one joins. */
import { Loudness } from "./loudness";

/** How loud a stream is, 0 to 1, some times a second; stops when the returned function is called. */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const loudness = new Loudness(context, context.createMediaStreamSource(stream));
  const timer = setInterval(() => onLevel(Math.min(1, loudness.level() * 4)), 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Two soft tones, one after the other. */
export async function playTone(): Promise<void> {
  const context = new AudioContext();
  for (const [start, pitch] of [
    [0, 440],
    [0.35, 660],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, context.currentTime + start);
    volume.gain.linearRampToValueAtTime(0.2, context.currentTime + start + 0.05);
    volume.gain.linearRampToValueAtTime(0, context.currentTime + start + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(context.currentTime + start);
    tone.stop(context.currentTime + start + 0.3);
  }
  await new Promise((resolve) => setTimeout(resolve, 800));
  await context.close();
}

/** Bits of a download over its time, in kbit/s: a rough figure, by the server's own bytes. */
export function kilobitsPerSecond(bytes: number, milliseconds: number): number {
  return Math.round((bytes * 8) / Math.max(1, milliseconds));
}

/** Download some incompressible bytes and say how fast they came. Rejects without a line. */
export async function measureLine(
  url: string,
  clock: () => number = () => performance.now(),
): Promise<number> {
  const start = clock();
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const bytes = (await answer.arrayBuffer()).byteLength;
  return kilobitsPerSecond(bytes, clock() - start);
}

export function stopStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
