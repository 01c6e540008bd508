/** Booths and channels as one reader knows them; the same as src/consilium/interpretation/state.py. */
import type { Entry } from "../protocol/entry";
import type { Booth, BoothMessage, Channel, InterpretationState } from "../protocol/states";
import { type Dict, own, withKey, withoutKey } from "./records";

const KEPT = 100;
const SLOWDOWNS = 20;
const QUIET = { asked_by: "", asked_for: "", next: "", next_at: 0 };

export const emptyInterpretation: InterpretationState = {
  booths: {},
  channels: {},
  voiced: {},
  ready: {},
  slowdowns: [],
  messages: {},
};

export function foldInterpretation(state: InterpretationState, entry: Entry): InterpretationState {
  switch (entry.kind) {
    case "interpreter.voiced":
      return { ...state, voiced: toggled(state.voiced, entry.data.person, entry.data.on, entry.at) };
    case "interpreter.readied":
      return { ...state, ready: toggled(state.ready, entry.data.person, entry.data.ready, entry.at) };
    case "slowdown.asked":
      if (state.slowdowns.includes(entry.at)) return state;
      return { ...state, slowdowns: [...state.slowdowns, entry.at].slice(-SLOWDOWNS) };
    case "booth.message_posted":
      return withMessage(state, { ...entry.data, at: entry.at });
    default:
      return foldBooth(foldChannel(state, entry), entry);
  }
}

function foldBooth(state: InterpretationState, entry: Entry): InterpretationState {
  switch (entry.kind) {
    case "booth.opened": {
      const { id, name, languages } = entry.data;
      const team = own(state.booths, id)?.team ?? [];
      return { ...state, booths: withKey(state.booths, id, { id, name, languages, team }) };
    }
    case "booth.closed":
      return { ...state, booths: withoutKey(state.booths, entry.data.id) };
    case "booth.joined": {
      const { booth, person } = entry.data;
      return changeTeam(state, booth, (team) => (team.includes(person) ? team : [...team, person]));
    }
    case "booth.left": {
      const { booth, person } = entry.data;
      return changeTeam(state, booth, (team) => team.filter((one) => one !== person));
    }
    default:
      return state;
  }
}

function foldChannel(state: InterpretationState, entry: Entry): InterpretationState {
  switch (entry.kind) {
    case "channel.opened": {
      const { language, kind } = entry.data;
      return put(state, { ...(own(state.channels, language) ?? fresh(language)), kind });
    }
    case "channel.closed":
      return { ...state, channels: withoutKey(state.channels, entry.data.language) };
    case "pivot.marked": {
      const channel = own(state.channels, entry.data.language);
      return channel ? put(state, { ...channel, pivot: entry.data.pivot }) : state;
    }
    default:
      return foldAir(state, entry);
  }
}

function foldAir(state: InterpretationState, entry: Entry): InterpretationState {
  const change = (to: (channel: Channel) => Channel): InterpretationState => {
    const language = (entry.data as { language?: string }).language ?? "";
    const channel = own(state.channels, language);
    return channel ? put(state, to(settled(channel, entry.at))) : state;
  };
  switch (entry.kind) {
    case "channel.taken": {
      const { person } = entry.data;
      return change((channel) => {
        const since = channel.holder === person ? channel.since : entry.at;
        return { ...channel, ...QUIET, holder: person, since, silenced: false };
      });
    }
    case "channel.silenced":
      return change((channel) => ({ ...channel, silenced: true }));
    case "channel.resumed":
      return change((channel) => ({ ...channel, silenced: false }));
    case "channel.returned":
      return change((channel) => ({ ...channel, ...QUIET, holder: "", since: 0, silenced: false }));
    case "handover.asked": {
      const { by, to } = entry.data;
      return change((channel) => ({ ...channel, asked_by: by, asked_for: to }));
    }
    case "handover.agreed": {
      const { to, at } = entry.data;
      return change((channel) => ({ ...channel, ...QUIET, next: to, next_at: at }));
    }
    case "handover.cancelled":
      return change((channel) => ({ ...channel, ...QUIET }));
    default:
      return state;
  }
}

/** The channel as it stands at a moment: an agreed handover whose time has come has happened. */
export function settled(channel: Channel, now: number): Channel {
  if (!channel.next || now < channel.next_at) return channel;
  return { ...channel, ...QUIET, holder: channel.next, since: channel.next_at, silenced: false };
}

function fresh(language: string): Channel {
  return { language, kind: "audio", pivot: false, holder: "", since: 0, silenced: false, ...QUIET };
}

function put(state: InterpretationState, channel: Channel): InterpretationState {
  return { ...state, channels: withKey(state.channels, channel.language, channel) };
}

function changeTeam(
  state: InterpretationState,
  id: string,
  to: (team: Booth["team"]) => Booth["team"],
): InterpretationState {
  const booth = own(state.booths, id);
  if (!booth) return state;
  return { ...state, booths: withKey(state.booths, id, { ...booth, team: to(booth.team) }) };
}

function withMessage(state: InterpretationState, message: BoothMessage): InterpretationState {
  const before = own(state.messages, message.booth) ?? [];
  if (before.some((known) => known.id === message.id)) return state;
  return { ...state, messages: withKey(state.messages, message.booth, [...before, message].slice(-KEPT)) };
}

function toggled(persons: Dict<number>, person: string, on: boolean, at: number): Dict<number> {
  if (!on) return withoutKey(persons, person);
  return Object.hasOwn(persons, person) ? persons : withKey(persons, person, at);
}
