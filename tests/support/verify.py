"""The promise of the log: the old snapshot with the new entries folded onto it is the new snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager

from consilium.eventlog.queries import entries_for, last_seq
from consilium.interpretation.queries import booths
from consilium.kernel.audience import EVERY_BOOTH, Reader
from consilium.kernel.facts import Json, to_json
from consilium.room.queries import room_state
from consilium.room.state import RoomState, fold
from consilium.seminars.models import JoinLink, Registration, RoleGrant, Seminar

LANGUAGES = (("en", False), ("ru", True), ("zh-hans", False), ("kk", True))
# It says how many minutes more, not how many in all: the one fact that counts when it is folded twice.
NOT_IDEMPOTENT = {"contribution.extended"}


@contextmanager
def verify_action(seminar: Seminar) -> Iterator[None]:
    """Demand that the actions in the block tell in the log exactly what they change in the rows.

    Looks as the staff, as each person of the seminar (as an attendee would), as someone else and as readers
    of one language only, and demands too that an entry which is delivered twice changes nothing.
    """
    readers = _readers(seminar)
    before = {reader: _state(seminar, reader) for reader in readers}
    seq = last_seq(seminar.id)
    yield
    for reader in readers:
        folded = _fold_onto(before[reader], seminar, reader, after=seq)
        fresh = to_json(_state(seminar, reader))
        assert folded == fresh, f"{reader} cannot follow: {difference(folded, fresh)}"


def difference(left: object, right: object, path: str = "state") -> str:
    """The first place in which two JSON values differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in [*left, *(key for key in right if key not in left)]:
            if key not in left or key not in right or left[key] != right[key]:
                return difference(left.get(key, "(absent)"), right.get(key, "(absent)"), f"{path}.{key}")
    return f"{path}: folded {left!r}, in the rows {right!r}"


def _fold_onto(state: RoomState, seminar: Seminar, reader: Reader, *, after: int) -> Json:
    for entry in entries_for(reader, seminar.id, after=after):
        state = fold(state, entry)
        if entry.kind not in NOT_IDEMPOTENT:
            assert fold(state, entry) == state, f"{entry.kind} changes something when it is folded twice"
    folded: Json = to_json(state)
    return folded


def _state(seminar: Seminar, reader: Reader) -> RoomState:
    return room_state(Seminar.objects.get(pk=seminar.pk), reader)


def _readers(seminar: Seminar) -> list[Reader]:
    persons: set[str] = set()
    for rows in (RoleGrant, Registration, JoinLink):
        persons |= set(rows._default_manager.filter(seminar=seminar).values_list("person_id", flat=True))
    return [
        Reader("staff", staff=True),
        Reader("someone else"),
        *(Reader(person) for person in sorted(persons)),
        *(Reader("a reader", staff=staff, language=tag) for tag, staff in LANGUAGES),
        Reader("a coordinator", staff=True, booths=frozenset({EVERY_BOOTH})),
        *(Reader("an interpreter", staff=True, booths=frozenset({booth})) for booth in booths(seminar)),
    ]
