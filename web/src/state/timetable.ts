/** The agenda for who keeps it: planned beginnings, time taken, and how far behind it runs. Milliseconds. */
import type { SeminarState } from "../protocol/states";
import { type Planned, plannedFor } from "./agenda";
import { own } from "./records";

export type Standing = "ahead" | "running" | "done";

export interface TimetableRow {
  readonly part: Planned;
  readonly standing: Standing;
  /** When it should begin by the plan, since 1970. */
  readonly due: number;
  readonly gone: number;
  readonly planned: number;
  /** Share of its time that has gone, 0 to 100. */
  readonly percent: number;
}

export interface Timetable {
  readonly rows: readonly TimetableRow[];
  /** By how much the running part will end after its planned end; negative when it will end before. */
  readonly behind: number;
  /** The part to begin next; undefined after the last. */
  readonly next: Planned | undefined;
}

const MINUTE = 60_000;
/** A seminar opened further than this from its hour is a rehearsal, or was moved: it is its own measure. */
const MOVED = 30 * MINUTE;

/** The moment that the plan counts from: the announced hour, unless the seminar was opened at quite another. */
export function planStart(state: SeminarState, announced: number): number {
  const { started_at } = state;
  const known = Number.isFinite(announced) ? announced : started_at;
  return started_at > 0 && Math.abs(started_at - known) > MOVED ? started_at : known;
}

export function timetable(
  state: SeminarState,
  agenda: readonly Planned[],
  announced: number,
  now: number,
): Timetable {
  let due = planStart(state, announced);
  let behind = 0;
  const at = agenda.findIndex((part) => part.id === state.running);
  const rows = agenda.map((part, index): TimetableRow => {
    const begins = due;
    due += part.minutes * MINUTE;
    const standing = index < at ? "done" : standingOf(state, part); // also what was passed over
    const planned = plannedFor(state, part);
    const started = own(state.parts, part.id)?.started_at ?? 0;
    const gone = started > 0 ? Math.max(0, endOf(state, part, now) - started) : 0;
    if (standing === "running") behind = started + Math.max(gone, planned) - due;
    const percent = planned > 0 ? Math.min(100, Math.round((100 * gone) / planned)) : 100;
    return { part, standing, due: begins, gone, planned, percent };
  });
  return { rows, behind, next: agenda[at + 1] };
}

function standingOf(state: SeminarState, part: Planned): Standing {
  if (state.running === part.id) return "running";
  return (own(state.parts, part.id)?.started_at ?? 0) > 0 ? "done" : "ahead";
}

/** When a part ended: as the part that began after it began, or the seminar ended; now while it runs. */
function endOf(state: SeminarState, part: Planned, now: number): number {
  const started = own(state.parts, part.id)?.started_at ?? 0;
  const later = Object.values(state.parts)
    .map((other) => other.started_at)
    .filter((at) => at > started);
  if (state.running === part.id) return now;
  return Math.min(...later, state.ended_at > 0 ? state.ended_at : now);
}
