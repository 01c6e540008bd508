/** Presence checks; the same as src/consilium/checks/state.py. And which of them waits for an answer. */
import type { Entry } from "../protocol/entry";
import type { Check, ChecksState, SeminarState } from "../protocol/states";

export const emptyChecks: ChecksState = { tab: false, checks: [] };

export function foldChecks(state: ChecksState, entry: Entry): ChecksState {
  switch (entry.kind) {
    case "checks.planned":
      return { ...state, tab: entry.data.tab };
    case "check.called": {
      const { id, seconds } = entry.data;
      if (state.checks.some((check) => check.id === id)) return state;
      return { ...state, checks: [...state.checks, { id, called: entry.at, seconds }] };
    }
    default:
      return state;
  }
}

/** What one person's page knows of themselves. */
export interface OwnChecks {
  /** Whether checks are for this person: they are for the audience, not for who works here. */
  readonly asked: boolean;
  /** Those that wait for no answer: given, or called while this person was away. */
  readonly answered: readonly string[];
}

export const noChecks: OwnChecks = { asked: false, answered: [] };

/**
 * The check to be answered now: the newest, also when its time is over, for answering starts the clock again. None
 * before the start and after the end.
 */
export function openCheck(state: ChecksState, seminar: SeminarState, own: OwnChecks): Check | undefined {
  const newest = state.checks.at(-1);
  if (!newest || !own.asked || seminar.status !== "live") return undefined;
  return own.answered.includes(newest.id) ? undefined : newest;
}

/** Seconds left to answer; 0 when it is too late to be in time. */
export function secondsLeft(check: Check, now: number): number {
  const left = Math.ceil((check.called + check.seconds * 1000 - now) / 1000);
  return Math.min(check.seconds, Math.max(0, left)); // the clocks of the two may differ by a little
}
