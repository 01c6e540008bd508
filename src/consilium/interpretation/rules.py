"""Who may do what with booths and channels, and how long things take. Pure."""

from datetime import timedelta

from consilium.interpretation.state import Channel
from consilium.kernel.roles import Role, Roles, may_moderate

#: From the agreement to the moment at which the next interpreter is on air: two persons breathe in.
COUNTDOWN = 3_000  # ms
#: After so long on air the page reminds the interpreter that it is the partner's turn.
TURN = 20 * 60_000  # ms
#: A booth asks for slower speech at most once in this time: pressing twice is asking once.
SLOWDOWN_EVERY = 10_000  # ms
LONGEST = 500  # characters of a booth message
LONGEST_NAME = 80
POSTED_AT_MOST, POSTED_WITHIN = 30, timedelta(minutes=1)
BOOTHS_AT_MOST, CHANNELS_AT_MOST, LANGUAGES_AT_MOST, SEATS_AT_MOST = 40, 40, 4, 12
KINDS = ("audio", "sign")
#: Sign languages by their tags (RFC 5646 registers them as languages of their own).
SIGNED = frozenset({"ase", "bfi", "csl", "fsl", "gsg", "ils", "ins", "pks", "rsl", "sgn"})


def may_coordinate(roles: Roles) -> bool:
    """Open, change and close channels and booths, say who works where, and read every booth's messages."""
    return may_moderate(roles) or Role.TECHNICIAN in roles


def may_interpret(roles: Roles) -> bool:
    """Have a seat in a booth and be on air."""
    return Role.INTERPRETER in roles


def is_open(status: str) -> bool:
    """Booths work while the seminar is live, and may rehearse before."""
    return status in ("published", "live")


def may_prepare(status: str) -> bool:
    """Booths and channels are set up any time before the end."""
    return status != "ended"


def kind_of_channel(language: str) -> str:
    """ "sign" for a sign language, which is seen, else "audio"."""
    return "sign" if language.split("-")[0] in SIGNED else "audio"


def may_take(channel: Channel, person: str) -> bool:
    """Whether a settled channel can be taken without asking: nobody is heard in it, and no handover to
    another is under way.
    """
    free = not channel.holder or channel.silenced
    return free and channel.next in ("", person)


def may_agree(channel: Channel, person: str) -> bool:
    """Whether this person is the one who was asked: of holder and next, the one who did not ask."""
    other = channel.asked_for if channel.asked_by == channel.holder else channel.holder
    return bool(channel.asked_by) and person == other and person != channel.asked_by


def is_agreement(channel: Channel, by: str, to: str) -> bool:
    """Whether asking is agreeing, because the other has asked for just this."""
    return channel.asked_for == to and channel.asked_by not in ("", by) and by in (channel.holder, to)


def takes_part(channel: Channel, person: str) -> bool:
    """Whether the handover that is asked for or agreed concerns this person."""
    return person in (channel.holder, channel.asked_by, channel.asked_for, channel.next)
