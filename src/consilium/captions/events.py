"""Facts about captions: cues and how they are made. Interim words are never facts."""

from consilium.kernel.facts import fact


@fact
class CueFinalised:
    """One timed caption. `source` is "floor" or "channel": whose voice was heard. Times in milliseconds."""

    by_language = True

    id: str
    language: str
    text: str
    person: str
    source: str
    start: int
    end: int
    engine: str


@fact
class CueTranslated:
    """The cue `id` in another language, told whole: who reads this one was not sent the original.

    `doubts` are the figures, doses and units that differ from the original.
    """

    by_language = True

    id: str
    language: str
    text: str
    person: str
    source: str
    start: int
    end: int
    engine: str
    original: str
    doubts: tuple[str, ...]


@fact
class CueRevised:
    """A cue's words in one language, put right by a person (`by`), or by a machine that heard or translated
    it once more (`engine`). Of a lost cue, the words that somebody remembers.
    """

    by_language = True

    id: str
    language: str
    text: str
    by: str
    engine: str
    doubts: tuple[str, ...]


@fact
class CueLost:
    """Nothing was recognised in this time: the scribe was away."""

    by_language = True

    id: str
    language: str
    source: str
    start: int
    end: int


@fact
class CuesHidden:
    """The words of these cues are no longer shown, in no language. Shown again, each is told as revised."""

    ids: tuple[str, ...]


@fact
class CaptionsReported:
    """How captions of one spoken language are doing: `status` is "on", "delayed", "off" or "no_model"."""

    language: str
    status: str
    delay: int
    engine: str
