"""The newest messages from the rows, as one reader may know them."""

from consilium.chat.models import Message
from consilium.chat.state import KEPT, ChatState
from consilium.chat.state import Message as Known
from consilium.kernel.audience import Reader
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import Seminar


def snapshot(seminar: Seminar, reader: Reader) -> ChatState:
    """Both chats (backstage for the staff only); the same as folding what this reader may read of the log."""
    backstage = _newest(seminar, backstage=True) if reader.staff else ()
    return ChatState(_newest(seminar, backstage=False), backstage)


def _newest(seminar: Seminar, *, backstage: bool) -> tuple[Known, ...]:
    rows = Message.objects.filter(seminar=seminar, backstage=backstage).order_by("-seq")[:KEPT]
    return tuple(
        Known(row.id, shown(row), row.language, row.by_id, milliseconds(row.at), not shown(row))
        for row in reversed(rows)
    )


def shown(row: Message) -> str:
    """The text that may be read of it, "" for none."""
    return "" if row.hidden else row.text
