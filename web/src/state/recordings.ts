/** What is recorded, and how it goes; the same as src/consilium/recordings/state.py. */
import type { Entry } from "../protocol/entry";
import type { RecordingsState, Take } from "../protocol/states";

export const emptyRecordings: RecordingsState = { takes: [] };

export function foldRecordings(state: RecordingsState, entry: Entry): RecordingsState {
  switch (entry.kind) {
    case "recording.started":
      if (state.takes.some((take) => take.id === entry.data.take)) return state;
      return {
        takes: [
          ...state.takes,
          { id: entry.data.take, status: "waiting", started: entry.at, stopped: 0, hidden: [] },
        ],
      };
    case "recording.reported":
      return change(state, entry.data.take, { status: entry.data.status });
    case "recording.stopped":
      return change(state, entry.data.take, { status: "over", stopped: entry.at });
    case "recording.cut": {
      const { take, hidden } = entry.data;
      return { takes: state.takes.map((known) => (known.id === take ? { ...known, hidden } : known)) };
    }
    default:
      return state;
  }
}

/** The take that is going on. */
export function openTake(state: RecordingsState): Take | undefined {
  return state.takes.find((take) => take.status !== "over");
}

/** The take that can be watched, until the last of it has been heard: `heard` is what who watches knows. */
export function watchable(last: RecordingsState, heard?: RecordingsState): string | undefined {
  const take = openTake(last) ?? (heard && openTake(heard));
  return take && take.status !== "waiting" ? take.id : undefined;
}

/** Nothing changes a take that is over. */
function change(state: RecordingsState, id: string, values: Partial<Take>): RecordingsState {
  if (!state.takes.some((take) => take.id === id && take.status !== "over")) return state;
  return {
    takes: state.takes.map((take) =>
      take.id === id && take.status !== "over" ? { ...take, ...values } : take,
    ),
  };
}
