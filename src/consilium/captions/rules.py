"""Who may caption, and which cues can be kept. Pure."""

from consilium.kernel.facts import Json
from consilium.kernel.roles import MODERATORS, Role, Roles

LONGEST = 500  # characters of one cue
LONGEST_TRANSLATED = 2000
LONGEST_CUE = 120_000  # milliseconds
LONGEST_LOSS = 12 * 3_600_000
AHEAD = 10_000  # clocks of the workers' machines differ a little
BEFORE = 60_000  # who speaks into the opening began a moment before
#: Seconds after the end in which the scribe brings the last words, and in which they are translated.
LATE, TRANSLATED_LATE = 60, 300
TYPED_AT_MOST, TYPED_WITHIN = 60, 60  # cues a minute from people, in one seminar
#: The engine of words that a person wrote. No program may call itself so.
HUMAN = "human"
#: A report is told again when the delay has moved by this many milliseconds.
STEP = 1000
SOURCES = ("floor", "channel")
STATUSES = ("on", "delayed", "off", "no_model")
#: Of what is spoken in a language that is so, there are no captions.
UNHEARD = ("off", "no_model")


def may_caption(roles: Roles) -> bool:
    """Write cues and say how captions are doing."""
    return bool(roles & {Role.CAPTIONER, Role.TECHNICIAN})


def may_correct(roles: Roles) -> bool:
    """Put a cue's words right for everybody."""
    return bool(roles & (MODERATORS | {Role.CAPTIONER}))


def is_sane(start: int, end: int, *, opened: int, now: int, longest: int) -> bool:
    """Whether a time could have been heard in a seminar that was opened at `opened`. In milliseconds."""
    return opened - BEFORE <= start < end <= now + AHEAD and end - start <= longest


def unworded(data: Json) -> Json:
    """What is left of a payload. The doubts quote figures and terms of the words."""
    return {**data, "text": ""} | ({"doubts": []} if "doubts" in data else {})
