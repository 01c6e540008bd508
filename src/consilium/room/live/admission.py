"""Which tokens of a stream hold no longer, as the log says: of who was removed from the room, and of who
has other roles, or another seat in the booths, than when the token was signed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from consilium.kernel.audience import EVERY_BOOTH
from consilium.room.live.ring import Frame
from consilium.room.live.tokens import StreamToken

REMOVED, JOINED, LEFT = "participant.removed", "booth.joined", "booth.left"
ROLES = "roles.changed"
#: After such an entry somebody may read otherwise than before.
KINDS = (REMOVED, JOINED, LEFT, ROLES)
#: Milliseconds after the end of a seat or a role in which a token may still be signed by what was so before
#: its commit.
COMMITTING = 5_000


class Admission:
    """What has been told of persons so lately that a token of theirs may still be young.

    A token is judged by what it says and its date (to the second), not by when its reader came: whoever is
    sent away asks for a new one, and comes back with what they may read now.
    """

    def __init__(self, told: Iterable[Frame] = ()) -> None:
        self._removed: dict[str, int] = {}
        self._roles: dict[str, tuple[bool, int]] = {}
        self._seats: dict[str, dict[str, tuple[bool, int]]] = defaultdict(dict)
        for frame in told:
            self.take(frame)

    def take(self, frame: Frame) -> None:
        """An entry of one of KINDS; others change nothing."""
        if frame.kind == REMOVED:
            self._removed[frame.person] = frame.at
        elif frame.kind == ROLES:
            self._roles[frame.person] = (frame.staff, frame.at)
        elif frame.kind in (JOINED, LEFT):
            self._seats[frame.person][frame.booth] = (frame.kind == JOINED, frame.at)

    def refuses(self, token: StreamToken) -> bool:
        """Whether this token was issued before its person was removed."""
        return token.issued * 1000 <= self._removed.get(token.reader.person, 0)

    def outdates(self, token: StreamToken) -> bool:
        """Whether it was issued before its person's roles changed, or before they came to a booth that it
        does not name, or left one that it names. Who coordinates reads all booths in any case.
        """
        if self._by_roles_of_before(token):
            return True
        booths = token.reader.booths
        if EVERY_BOOTH in booths:
            return False
        return any(
            (booth in booths) != seated and token.issued * 1000 <= at + (0 if seated else COMMITTING)
            for booth, (seated, at) in self._seats.get(token.reader.person, {}).items()
        )

    def _by_roles_of_before(self, token: StreamToken) -> bool:
        staff, at = self._roles.get(token.reader.person, (True, -1))
        return token.issued * 1000 <= at + (COMMITTING if token.reader.staff and not staff else 0)


def pieces(frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """The frames in pieces that end with an entry of KINDS: what follows goes to those who may read then."""
    start = 0
    for end, frame in enumerate(frames, 1):
        if frame.kind in KINDS or end == len(frames):
            yield frames[start:end]
            start = end
