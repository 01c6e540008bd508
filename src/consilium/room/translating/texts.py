"""Which entries carry texts that people read, under which subject, for whom. Pure."""

import zlib
from dataclasses import dataclass

from consilium.captions.events import CueFinalised, CueLost
from consilium.chat.events import MessagePosted, MessageRemoved, MessageWorded
from consilium.kernel.audience import Audience
from consilium.kernel.facts import Entry
from consilium.polls.events import PollDiscarded, PollDrafted, PollOpened
from consilium.questions.events import AnswerWritten, QuestionAsked, QuestionReleased, QuestionWorded
from consilium.slides.events import DeckAdded, DeckWithdrawn


@dataclass(frozen=True)
class Text:
    """A text as it was written. `language` "" is not known; `audience` is who may read it, and so its
    translations. `cue` is the caption that it is, when it is one.
    """

    subject: str
    text: str
    language: str
    audience: Audience
    seq: int = 0
    cue: CueFinalised | None = None


def texts_of(entry: Entry) -> tuple[Text, ...]:
    """The texts that an entry tells; of one that was blanked, none.

    One without words may have some later: a lost caption is filled in, what is hidden is shown again.
    """
    match entry.fact:
        case QuestionAsked(id, text, language) | QuestionReleased(id, text, language):
            told = [(f"question:{id}", text, language)]
        case AnswerWritten(id, _, text, language):
            told = [(f"answer:{id}", text, language)]
        case MessagePosted(id, text, language):
            told = [(f"message:{id}", text, language)]
        case (PollDrafted(id, title, _, options) | PollOpened(id, title, _, options)) as poll:
            told = [(f"poll:{id}", title, poll.language)]
            told += [
                (option_subject(id, index), option, poll.language) for index, option in enumerate(options)
            ]
        case DeckAdded(deck, title):
            told = [(f"deck:{deck}", title, "")]
        case CueFinalised(id, language, text) as cue:
            return (Text(cue_subject(id), text, language, entry.audience, entry.seq, cue),)
        case CueLost(id, language, source, start, end):
            lost = CueFinalised(id, language, "", "", source, start, end, "")
            return (Text(cue_subject(id), "", language, entry.audience, entry.seq, lost),)
        case _:
            return ()
    return tuple(
        Text(subject, text, language, entry.audience, entry.seq)
        for subject, text, language in told
        if text or language
    )


def withdrawn_by(entry: Entry) -> tuple[str, ...]:
    """The subjects whose texts (their parts too: see `is_of`) are gone with this entry."""
    match entry.fact:
        case MessageRemoved(id):
            return (f"message:{id}",)
        case PollDiscarded(id):
            return (f"poll:{id}",)
        case DeckWithdrawn(deck):
            return (f"deck:{deck}", f"slide:{deck}")
        case _:
            return ()


def worded_by(entry: Entry) -> dict[str, str]:
    """By subject, the words of texts as they are shown from this entry on; "" are hidden."""
    match entry.fact:
        case QuestionWorded(id, text, answers):
            return {f"question:{id}": text} | {f"answer:{answer}": words for answer, words in answers.items()}
        case MessageWorded(id, text):
            return {f"message:{id}": text}
        case _:
            return {}


def option_subject(poll: str, index: int) -> str:
    return f"poll:{poll}/{index}"


def slide_subject(deck: str, page: int) -> str:
    return f"slide:{deck}/{page}"


def contribution_subject(id: str, title: str) -> str:
    """Named after its words too: what was made of a former title can never stand for the new one."""
    return f"contribution:{id}/{zlib.crc32(title.encode())}"


def cue_subject(id: str) -> str:
    return f"cue:{id}"


def is_of(subject: str, whole: str) -> bool:
    """Whether a subject is `whole` or a part of it: an option of a poll."""
    return subject == whole or subject.startswith(f"{whole}/")


def has_words(text: str) -> bool:
    """A mark of a scale, a number or a sign is the same in all languages."""
    return any(letter.isalpha() for letter in text)


def same_language(one: str, other: str) -> bool:
    """Whether who reads one reads the other: "pt-br" and "pt", but not Chinese in the other signs."""
    return one == other or (_base(one) == _base(other) and _script(one) == _script(other))


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _script(tag: str) -> str:
    return next((part.lower() for part in tag.split("-")[1:] if len(part) == 4), "") or _USUAL.get(
        _base(tag), ""
    )


_USUAL = {"zh": "hans"}
