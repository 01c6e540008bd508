/** The agenda as it runs; the same as src/consilium/seminars/state.py. */
import type { Entry } from "../protocol/entry";
import type { Part, SeminarState } from "../protocol/states";
import { own, withKey } from "./records";

const NOT_BEGUN: Part = { started_at: 0, extra_minutes: 0 };

export const emptySeminar: SeminarState = {
  status: "published",
  started_at: 0,
  ended_at: 0,
  running: "",
  parts: {},
};

export function foldSeminar(state: SeminarState, entry: Entry): SeminarState {
  switch (entry.kind) {
    case "seminar.started":
      return { ...state, status: "live", started_at: entry.at };
    case "seminar.ended":
      return { ...state, status: "ended", ended_at: entry.at, running: "" };
    case "contribution.started": {
      const id = entry.data.contribution;
      const part = { ...(own(state.parts, id) ?? NOT_BEGUN), started_at: entry.at };
      return { ...state, running: id, parts: withKey(state.parts, id, part) };
    }
    case "contribution.extended": {
      const id = entry.data.contribution;
      const part = own(state.parts, id) ?? NOT_BEGUN;
      const longer = { ...part, extra_minutes: part.extra_minutes + entry.data.minutes };
      return { ...state, parts: withKey(state.parts, id, longer) };
    }
    default:
      return state;
  }
}
