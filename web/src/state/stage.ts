/** The stage, the floor and the hands; the same as src/consilium/room/state.py. */
import type { Entry } from "../protocol/entry";
import type { StageState } from "../protocol/states";
import { type Dict, withKey, withoutKey } from "./records";

export const emptyStage: StageState = {
  stage: {},
  floor: {},
  hands: {},
  removed: {},
  layout: "slides",
  present: 0,
  states: {},
  turn: { person: "", language: "", how: "", since: 0 },
  full: false,
};

/** Since when a person stands there; who stands there already keeps their moment. */
function since(persons: Dict<number>, person: string, at: number): Dict<number> {
  return Object.hasOwn(persons, person) ? persons : withKey(persons, person, at);
}

export function foldStage(state: StageState, entry: Entry): StageState {
  switch (entry.kind) {
    case "stage.entered":
      return { ...state, stage: since(state.stage, entry.data.person, entry.at) };
    case "stage.left":
      return { ...state, stage: withoutKey(state.stage, entry.data.person) };
    case "participant.removed":
      return { ...state, removed: since(state.removed, entry.data.person, entry.at) };
    case "participant.readmitted":
      return { ...state, removed: withoutKey(state.removed, entry.data.person) };
    case "layout.chosen":
      return { ...state, layout: entry.data.layout };
    case "presence.tallied":
      return { ...state, present: entry.data.present, states: entry.data.states };
    case "seats.tallied":
      return { ...state, full: entry.data.free === 0 };
    default:
      return foldFloor(state, entry);
  }
}

function foldFloor(state: StageState, entry: Entry): StageState {
  switch (entry.kind) {
    case "hand.raised":
      return { ...state, hands: since(state.hands, entry.data.person, entry.at) };
    case "hand.lowered":
      return { ...state, hands: withoutKey(state.hands, entry.data.person) };
    case "floor.given": {
      const { person } = entry.data;
      return {
        ...state,
        floor: since(state.floor, person, entry.at),
        hands: withoutKey(state.hands, person),
      };
    }
    case "floor.turned":
      return { ...state, turn: { ...entry.data, since: entry.at } };
    case "floor.returned":
      return { ...state, floor: withoutKey(state.floor, entry.data.person) };
    default:
      return state;
  }
}
