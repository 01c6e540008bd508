"""The newest messages of both chats, oldest first; older ones are read from the log."""

from dataclasses import dataclass, replace

from consilium.chat.events import MessagePosted, MessageRemoved, MessageWorded
from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds

KEPT = 200


@dataclass(frozen=True)
class Message:
    """A removed message has no text, and neither has one that is hidden: it is shown as removed."""

    id: str
    text: str
    language: str
    by: str
    at: int
    removed: bool = False


@dataclass(frozen=True)
class ChatState:
    messages: tuple[Message, ...] = ()
    backstage: tuple[Message, ...] = ()


def fold(state: ChatState, entry: Entry) -> ChatState:
    match entry.fact:
        case MessagePosted(id, text, language, by, backstage):
            message = Message(id, text, language, by, milliseconds(entry.at))
            if backstage:
                return replace(state, backstage=_with(state.backstage, message))
            return replace(state, messages=_with(state.messages, message))
        case MessageRemoved(id):
            return ChatState(_worded(state.messages, id, ""), _worded(state.backstage, id, ""))
        case MessageWorded(id, text):
            return ChatState(_worded(state.messages, id, text), _worded(state.backstage, id, text))
        case _:
            return state


def _with(messages: tuple[Message, ...], message: Message) -> tuple[Message, ...]:
    if any(known.id == message.id for known in messages):
        return messages
    return (*messages, message)[-KEPT:]


def _worded(messages: tuple[Message, ...], id: str, text: str) -> tuple[Message, ...]:
    return tuple(replace(m, text=text, removed=not text) if m.id == id else m for m in messages)
