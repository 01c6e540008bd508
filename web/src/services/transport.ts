/** How sound and picture travel, read from the browser's own statistics. */

/** The part of an RTCStats dictionary that is read here. */
export interface Stat {
  readonly type: string;
  readonly state?: string;
  readonly nominated?: boolean;
  readonly localCandidateId?: string;
  readonly protocol?: string;
}

/** "UDP" or "TCP": of the pair of candidates in use. A network that blocks UDP shows here. */
export function protocolOf(report: ReadonlyMap<string, Stat>): string | undefined {
  for (const stat of report.values()) {
    if (stat.type !== "candidate-pair" || !stat.nominated || stat.state !== "succeeded") continue;
    const protocol = report.get(stat.localCandidateId ?? "")?.protocol;
    if (protocol) return protocol.toUpperCase();
  }
  return undefined;
}
