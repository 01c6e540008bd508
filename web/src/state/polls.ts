/** Polls as one reader knows them; the same as src/consilium/polls/state.py. */
import type { Entry } from "../protocol/entry";
import type { Poll, PollsState } from "../protocol/states";
import { own, withKey, withoutKey } from "./records";

export const emptyPolls: PollsState = { polls: {} };

type Told = Pick<Poll, "id" | "title" | "form" | "options"> & { readonly language?: string };

function put(state: PollsState, told: Told, status: string, openedAt = 0, closesAt = 0): PollsState {
  const poll: Poll = {
    id: told.id,
    title: told.title,
    form: told.form,
    options: told.options,
    status,
    opened_at: openedAt,
    closes_at: closesAt,
    counts: [],
    voters: 0,
    language: told.language ?? "",
  };
  return { polls: withKey(state.polls, poll.id, poll) };
}

function change(state: PollsState, id: string, values: Partial<Poll>): PollsState {
  const poll = own(state.polls, id);
  return poll ? { polls: withKey(state.polls, id, { ...poll, ...values }) } : state;
}

export function foldPolls(state: PollsState, entry: Entry): PollsState {
  switch (entry.kind) {
    case "poll.drafted":
      return put(state, entry.data, "draft");
    case "poll.discarded":
      return { polls: withoutKey(state.polls, entry.data.id) };
    case "poll.opened":
      return put(state, entry.data, "open", entry.at, entry.data.closes_at);
    case "ballots.tallied":
      return change(state, entry.data.id, { counts: entry.data.counts, voters: entry.data.voters });
    case "poll.closed":
      return change(state, entry.data.id, { status: "closed" });
    case "poll.published": {
      const { id, counts, voters } = entry.data;
      return change(state, id, { status: "published", counts, voters });
    }
    default:
      return state;
  }
}
