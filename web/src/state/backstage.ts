/** Who is behind, on and before the stage, in the order in which a moderator needs them. */
import type { StageState } from "../protocol/states";
import { type Dict, own } from "./records";

/** What the SFU knows of a person who is connected. */
export interface Heard {
  readonly identity: string;
  readonly microphoneOn: boolean;
  readonly speaking: boolean;
  readonly camera: unknown;
  readonly screen: unknown;
  readonly costly: boolean;
}

export interface Standing {
  readonly person: string;
  readonly roles: readonly string[];
  readonly onStage: boolean;
  /** Undefined while the person is not connected. */
  readonly peer: Heard | undefined;
}

/** The staff, and whoever else stands on the stage: on stage first, then the connected, then the missing. */
export function backstage(
  staff: readonly { readonly id: string; readonly roles: readonly string[] }[],
  stage: StageState,
  peers: readonly Heard[],
  nameOf: (person: string) => string,
): Standing[] {
  const roles = new Map(staff.filter(maySpeak).map((member) => [member.id, member.roles]));
  for (const person of Object.keys(stage.stage)) if (!roles.has(person)) roles.set(person, []);
  const standing = [...roles]
    .filter(([person]) => !Object.hasOwn(stage.removed, person))
    .map(
      ([person, held]): Standing => ({
        person,
        roles: held,
        onStage: Object.hasOwn(stage.stage, person),
        peer: peers.find((peer) => peer.identity === person),
      }),
    );
  const rank = (one: Standing) => (one.peer ? 0 : 2) + (one.onStage ? 0 : 1);
  return standing.sort((a, b) => rank(a) - rank(b) || nameOf(a.person).localeCompare(nameOf(b.person)));
}

/** Interpreters and captioners have places of their own: nobody waits for them to come on. */
function maySpeak({ roles }: { readonly roles: readonly string[] }): boolean {
  return roles.some((role) => role !== "interpreter" && role !== "captioner");
}

const SPEAKERS: readonly string[] = ["chair", "moderator", "panellist", "presenter"];

/** Those on the stage to whom a question may be put (kernel/roles.py: SPEAKERS); of them only `here`, if any is. */
export function panel(
  staff: readonly { readonly id: string; readonly roles: readonly string[] }[],
  stage: StageState,
  here: readonly string[],
): string[] {
  const all = staff
    .filter(
      ({ id, roles }) => Object.hasOwn(stage.stage, id) && roles.some((role) => SPEAKERS.includes(role)),
    )
    .map(({ id }) => id);
  const connected = all.filter((id) => here.includes(id));
  return connected.length > 0 ? connected : all;
}

/** Persons by since when they stand there: the first first. */
export function queue(persons: Dict<number>): [person: string, since: number][] {
  return Object.entries(persons).sort(([a, since], [b, other]) => since - other || a.localeCompare(b));
}

export interface StateShare {
  readonly code: string;
  readonly count: number;
  /** Of the largest, 0 to 100. */
  readonly percent: number;
}

/** Attendance by state, the largest first; "" is who gave no state, and stands last. */
export function attendance(states: Dict<number>): StateShare[] {
  const most = Math.max(1, ...Object.values(states));
  return Object.keys(states)
    .map((code) => ({ code, count: own(states, code) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort(
      (a, b) =>
        Number(a.code === "") - Number(b.code === "") || b.count - a.count || a.code.localeCompare(b.code),
    )
    .map(({ code, count }) => ({ code, count, percent: Math.round((100 * count) / most) }));
}
