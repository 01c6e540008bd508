/** The latest cues of each language that one reader is sent; the same as src/consilium/captions/state.py. */
import type { Entry } from "../protocol/entry";
import type { CaptionsState, Cue } from "../protocol/states";
import { own, withKey } from "./records";

const KEPT = 50;
const PLAIN = { original: "", doubts: [], revised_by: "", lost: false };

export const emptyCaptions: CaptionsState = { cues: {}, status: {} };

export function foldCaptions(state: CaptionsState, entry: Entry): CaptionsState {
  switch (entry.kind) {
    case "cue.finalised":
    case "cue.translated":
      return add(state, { ...PLAIN, ...entry.data });
    case "cue.lost":
      return add(state, { ...PLAIN, text: "", person: "", engine: "", ...entry.data, lost: true });
    case "cue.revised": {
      const { id, language, text, by, engine, doubts } = entry.data;
      return revise(state, language, id, { text, revised_by: by, engine, doubts, lost: false });
    }
    case "cues.hidden":
      return hide(state, new Set(entry.data.ids));
    case "captions.reported": {
      const { language, status, delay, engine } = entry.data;
      return { ...state, status: withKey(state.status, language, { status, delay, engine }) };
    }
    default:
      return state;
  }
}

function add(state: CaptionsState, cue: Cue): CaptionsState {
  const before = own(state.cues, cue.language) ?? [];
  if (before.some((known) => known.id === cue.id)) return state;
  return { ...state, cues: withKey(state.cues, cue.language, [...before, cue].slice(-KEPT)) };
}

function revise(state: CaptionsState, language: string, id: string, values: Partial<Cue>): CaptionsState {
  const before = own(state.cues, language) ?? [];
  if (!before.some((cue) => cue.id === id)) return state;
  const after = before.map((cue) => (cue.id === id ? { ...cue, ...values } : cue));
  return { ...state, cues: withKey(state.cues, language, after) };
}

function hide(state: CaptionsState, ids: ReadonlySet<string>): CaptionsState {
  const silenced = (cues: readonly Cue[]) =>
    cues.map((cue) => (ids.has(cue.id) ? { ...cue, text: "", doubts: [] } : cue));
  const cues = Object.entries(state.cues).map(([tag, known]) => [tag, silenced(known)] as const);
  return { ...state, cues: Object.fromEntries(cues) };
}
