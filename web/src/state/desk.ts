/** Polls as who runs them needs them: what is on, what is ready, what has been. */
import type { Poll, PollsState } from "../protocol/states";

export interface PollDesk {
  /** The poll before the audience: open, or closed and not yet published; the newest of them. */
  readonly current: Poll | undefined;
  readonly drafts: readonly Poll[];
  /** All others that were opened, the newest first. */
  readonly past: readonly Poll[];
}

export function pollDesk(state: PollsState): PollDesk {
  const all = Object.values(state.polls);
  const opened = all.filter((poll) => poll.status !== "draft").sort((a, b) => b.opened_at - a.opened_at);
  const current =
    opened.find((poll) => poll.status === "open") ?? opened.find(({ status }) => status === "closed");
  return {
    current,
    drafts: all.filter((poll) => poll.status === "draft").sort((a, b) => a.id.localeCompare(b.id)),
    past: opened.filter((poll) => poll !== current),
  };
}

/** Options as the API takes them: trimmed, empty ones left out. */
export function filledOptions(options: readonly string[]): string[] {
  return options.map((option) => option.trim()).filter((option) => option !== "");
}

/** The marks of a scale from `from` to `to`, as words of the options. */
export function scaleMarks(from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => String(from + index));
}
