/** The newest messages of both chats; the same as src/consilium/chat/state.py. */
import type { Entry } from "../protocol/entry";
import type { ChatState, Message } from "../protocol/states";

export const KEPT = 200;
export const emptyChat: ChatState = { messages: [], backstage: [] };

function add(messages: readonly Message[], message: Message): readonly Message[] {
  if (messages.some((known) => known.id === message.id)) return messages;
  return [...messages, message].slice(-KEPT);
}

function worded(messages: readonly Message[], id: string, text: string): readonly Message[] {
  return messages.map((message) => (message.id === id ? { ...message, text, removed: !text } : message));
}

export function foldChat(state: ChatState, entry: Entry): ChatState {
  switch (entry.kind) {
    case "message.posted": {
      const { id, text, language, by, backstage } = entry.data;
      const message: Message = { id, text, language, by, at: entry.at, removed: false };
      return backstage
        ? { ...state, backstage: add(state.backstage, message) }
        : { ...state, messages: add(state.messages, message) };
    }
    case "message.removed":
    case "message.worded": {
      const { id } = entry.data;
      const text = entry.kind === "message.worded" ? entry.data.text : "";
      return { messages: worded(state.messages, id, text), backstage: worded(state.backstage, id, text) };
    }
    default:
      return state;
  }
}
