/** How the agenda runs against its plan. Times in milliseconds. */
import type { SeminarState } from "../protocol/states";
import { own } from "./records";

export interface Planned {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
}

export interface Progress {
  readonly index: number;
  readonly part: Planned | undefined;
  /** Of the running part: what has gone by, what is planned with extra minutes, and the share gone, 0 to 1. */
  readonly gone: number;
  readonly planned: number;
  readonly share: number;
}

const MINUTE = 60_000;

export function plannedFor(state: SeminarState, part: Planned): number {
  return (part.minutes + (own(state.parts, part.id)?.extra_minutes ?? 0)) * MINUTE;
}

export function progress(state: SeminarState, agenda: readonly Planned[], now: number): Progress {
  const index = agenda.findIndex((part) => part.id === state.running);
  const part = agenda[index];
  if (!part) return { index, part: undefined, gone: 0, planned: 0, share: 0 };
  const gone = Math.max(0, now - (own(state.parts, part.id)?.started_at ?? now));
  const planned = plannedFor(state, part);
  return { index, part, gone, planned, share: planned > 0 ? Math.min(1, gone / planned) : 1 };
}

/** The contribution to begin next, if any. */
export function next(state: SeminarState, agenda: readonly Planned[]): Planned | undefined {
  return agenda[agenda.findIndex((part) => part.id === state.running) + 1];
}
