"""What can be found, by whom, and how much of it. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """What a passage is. Chat is not among them: it is talk between those who were there."""

    CUE = "cue"
    QUESTION = "question"
    ANSWER = "answer"
    SLIDE = "slide"
    DOCUMENT = "document"
    CONTRIBUTION = "contribution"
    SEMINAR = "seminar"
    PERSON = "person"


#: What a seminar's public page shows anybody; the rest is for its members, like the replay.
PUBLIC = frozenset({Kind.DOCUMENT, Kind.CONTRIBUTION, Kind.SEMINAR, Kind.PERSON})
#: What the log tells; the rest is read from the programme.
LOGGED = frozenset(Kind) - PUBLIC

LONGEST_QUERY = 200  # characters that are read of a query
WORDS_AT_MOST = 12
HITS_AT_MOST = 500  # that can be paged through
PER_SEMINAR = 3
PER_PAGE = 20
#: The mark of a question that was answered, and how many of them are offered.
ANSWERED, ANSWERED_AT_MOST = "answered", 3
#: A query is translated when it is so short (characters), into so many languages.
LONGEST_TRANSLATED = 80
LANGUAGES_AT_MOST = 3
