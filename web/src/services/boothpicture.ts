/** What of one's own picture goes out: its size, how often, and what keeps it small. */
import { signal } from "@preact/signals";

/** The part of RTCOutboundRtpStreamStats that is read here. */
export interface Outbound {
  readonly type: string;
  readonly kind?: string;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly qualityLimitationReason?: string;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** What keeps it from being larger: the line, this device, or nothing. */
  readonly limit: "" | "line" | "device";
}

/** The largest of the sizes that are sent; undefined when none is, as while nobody watches. */
export function pictureOf(report: ReadonlyMap<string, Outbound>): Picture | undefined {
  let largest: Picture | undefined;
  let limit: Picture["limit"] = "";
  for (const stat of report.values()) {
    if (stat.type !== "outbound-rtp" || stat.kind !== "video") continue;
    if (stat.qualityLimitationReason === "bandwidth") limit = "line";
    if (stat.qualityLimitationReason === "cpu") limit ||= "device";
    const { frameWidth: width = 0, frameHeight: height = 0, framesPerSecond = 0 } = stat;
    const frames = Math.round(framesPerSecond);
    if (frames > 0 && height > (largest?.height ?? 0)) largest = { width, height, frames, limit: "" };
  }
  return largest && { ...largest, limit };
}

/** What limits the picture, once it has done so for a while: every picture begins small. */
export function lasting(limits: readonly Picture["limit"][]): Picture["limit"] {
  const last = limits.slice(-PATIENCE);
  return last.length === PATIENCE && last.every((limit) => limit !== "") ? (last.at(-1) ?? "") : "";
}

const PATIENCE = 8; // looks

interface Sent {
  getRTCStatsReport(): Promise<unknown>;
}

const EVERY = 1000; // milliseconds between two looks

export class PictureWatch {
  readonly picture = signal<Picture | undefined>(undefined);
  private readonly timer: number;
  private limits: readonly Picture["limit"][] = [];

  /** `track`: what is sent now, if anything is. */
  constructor(private readonly track: () => Sent | undefined) {
    this.timer = window.setInterval(() => void this.look(), EVERY);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const report = (await this.track()?.getRTCStatsReport()) as ReadonlyMap<string, Outbound> | undefined;
    const found = report && pictureOf(report);
    this.limits = found ? [...this.limits, found.limit].slice(-PATIENCE) : [];
    const picture = found && { ...found, limit: lasting(this.limits) };
    if (JSON.stringify(picture) !== JSON.stringify(this.picture.peek())) this.picture.value = picture;
  }
}
