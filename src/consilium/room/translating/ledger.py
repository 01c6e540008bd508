"""What of one seminar is still to be translated, folded from its log alone. Pure.

A text is done in a language when the log tells its translation to everyone who may read the text. There is no
other note of it that could be lost, or lie: after a crash the log is folded anew.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from consilium.captions.events import CaptionsReported, CueRevised, CueTranslated
from consilium.captions.rules import HUMAN, UNHEARD
from consilium.interpretation.state import Channel, InterpretationState, settled
from consilium.interpretation.state import fold as fold_interpretation
from consilium.kernel.audience import EVERYONE, Audience
from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.room.events import FloorTurned
from consilium.room.translating.texts import (
    Text,
    cue_subject,
    has_words,
    is_of,
    same_language,
    texts_of,
    withdrawn_by,
    worded_by,
)
from consilium.translation.events import LanguageWanted, TextRecognised, TextTranslated, TextWithdrawn

#: Of the captions the newest of each spoken language are translated when someone begins to read a language:
#: what a page shows.
CUES_KEPT = 50
#: Milliseconds for which the floor's captions wait for those of an interpreter on air: a sentence takes less
#: to be said and written. And without any caption after which nobody owes an answer.
PATIENCE, BREAK = 20_000, 60_000
AUDIO, CHANNEL = "audio", "channel"


@dataclass(frozen=True)
class Job:
    """One text to be told in one language. `late`: it was written before anybody read that language."""

    seminar: str
    text: Text
    language: str
    late: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.seminar, self.text.subject, self.language

    @property
    def rank(self) -> tuple[int, int]:
        """The lowest is done first: captions, then what is written now, each in its order, so that none waits
        for all that come after it; then what was there before, the newest first.
        """
        if self.late:
            return 2, -self.text.seq
        return (0 if self.text.cue else 1), self.text.seq


@dataclass(frozen=True)
class Told:
    """To whom a translation was told, and by which person; "" by a machine."""

    audience: Audience
    by: str = ""


class Ledger:
    """`seq` is the newest entry that was folded. `detect` names the language of a text that tells none."""

    def __init__(self, seminar: str, detect: Callable[[str], str] = lambda text: "") -> None:
        self.seminar = seminar
        self._detect = detect
        self.seq = 0
        self.wanted: dict[str, int] = {}  # since which entry
        self._texts: dict[str, Text] = {}
        self._told: dict[str, dict[str, Told]] = {}
        self._spoken: dict[str, frozenset[str]] = {}  # by cue: languages that an interpreter spoke then
        self._channels = InterpretationState()
        self._unheard: set[str] = set()  # spoken languages that no captions are made of
        self._floor = ""  # the language that the floor speaks
        self._unanswered: dict[str, tuple[int, int]] = {}  # by channel on air: since when, and which entry
        self._cue_at = 0  # when the newest caption came
        self._typed_at = 0  # when a person last wrote down what the floor said
        self._open: dict[str, set[str]] = {}
        self._grown = False

    def fold(self, entry: Entry) -> bool:
        """Whether there is more to do than before. An entry that was folded before changes nothing."""
        if entry.seq <= self.seq:
            return False
        self.seq = entry.seq
        self._grown = False
        self._channels = fold_interpretation(self._channels, entry)
        for gone in withdrawn_by(entry):
            self._forget(gone)
        for subject, words in worded_by(entry).items():
            self._word(subject, words)
        self._fold_translation(entry)
        for text in texts_of(entry):
            self._add(text, entry)
        return self._grown

    def add(self, text: Text) -> None:
        """A text that no entry carries: the title of a slide, of a talk."""
        known = self._texts.get(text.subject)
        if known is None or not known.text:
            self._put(text)

    def jobs(self) -> Iterator[Job]:
        """What is to be done, in no order."""
        for subject, languages in self._open.items():
            for language in languages:
                text = self._texts[subject]
                late = text.cue is None and text.seq < self.wanted[language]
                yield Job(self.seminar, text, language, late)

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))

    def is_open(self, job: Job) -> bool:
        """Whether the job is still to be done, of the text as it stands now."""
        return job.language in self._open.get(job.text.subject, ()) and (
            self._texts.get(job.text.subject) == job.text
        )

    def done(self, job: Job) -> None:
        """The translation was recorded: its entry is on its way to us."""
        self._told.setdefault(job.text.subject, {})[job.language] = Told(job.text.audience)
        self._weigh(job.text.subject)

    def _fold_translation(self, entry: Entry) -> None:
        match entry.fact:
            case CaptionsReported(language, status):
                others = self._unheard - {language}
                self._unheard = others | {language} if status in UNHEARD else others
            case FloorTurned(_, language):
                self._floor = language
            case LanguageWanted(language) if language not in self.wanted:
                self.wanted[language] = self.seq
                for subject in self._texts:
                    self._weigh(subject)
            case TextTranslated(subject, language, by=by):
                self._tell(subject, language, Told(entry.audience, by))
            case CueTranslated(id, language):
                self._tell(cue_subject(id), language, Told(entry.audience))
            case CueRevised(id, language, text, by):
                self._revise(cue_subject(id), language, text, by, entry)
            case TextRecognised(subject, language) if subject in self._texts:
                self._told.pop(subject, None)
                self._put(replace(self._texts[subject], language=language))
            case TextWithdrawn(subject):
                self._word(subject, "")

    def _add(self, text: Text, entry: Entry) -> None:
        known = self._texts.get(text.subject)
        if (
            known and known.text == text.text
        ):  # told again, to more readers: its language may have been mended
            text = replace(text, language=known.language)
        elif known:
            self._told.pop(text.subject, None)
        if text.cue and not self._hear(text, text.cue.source, text.cue.engine, entry):
            return
        self._put(text)
        if text.cue:
            self._drop_old_cues(text.language)

    def _hear(self, text: Text, source: str, engine: str, entry: Entry) -> bool:
        """Note which languages were spoken beside a caption. Whether it is to be translated at all."""
        on_air = self._on_air(entry)
        spoken = frozenset(on_air)
        if source == CHANNEL:
            if text.text:
                self._unanswered.pop(text.language, None)
            if text.language != self._relay(on_air, entry):
                return False
            spoken |= {self._floor}  # what the floor itself said a moment ago may be of another language
        elif engine == HUMAN:
            self._typed_at = milliseconds(entry.at)
        asked = [tag for tag in on_air if not same_language(tag, text.language)]
        if text.text:  # of a lost one nobody knows what was heard
            spoken -= self._silent(asked, entry)
        self._spoken[text.subject] = spoken
        return True

    def _on_air(self, entry: Entry) -> list[str]:
        """Languages whose captions come from an interpreter's voice at this moment, the pivot first: springOf
        in state/captioning.ts says the same.
        """
        now = milliseconds(entry.at)
        channels = [settled(channel, now) for channel in self._channels.channels.values()]
        captioned = [channel for channel in channels if self._is_captioned(channel)]
        captioned.sort(key=lambda channel: (not channel.pivot, channel.language))
        return [channel.language for channel in captioned]

    def _silent(self, asked: Sequence[str], entry: Entry) -> set[str]:
        """Channels of which nothing was heard for a while, though the floor spoke on: the interpreter has
        fallen silent, or the line is dead. What has been missed since is translated too.
        """
        now = milliseconds(entry.at)
        if now - self._cue_at > BREAK:
            self._unanswered = {}
        self._cue_at = now
        self._unanswered = {tag: self._unanswered.get(tag, (now, entry.seq)) for tag in asked}
        silent = {tag: seq for tag, (since, seq) in self._unanswered.items() if now - since > PATIENCE}
        for subject, spoken in self._spoken.items():
            missed = {tag for tag in spoken & silent.keys() if self._texts[subject].seq >= silent[tag]}
            if missed:
                self._spoken[subject] = spoken - missed
                self._weigh(subject)
        return set(silent)

    def _relay(self, on_air: Sequence[str], entry: Entry) -> str:
        """The channel that stands for the floor where no engine hears it and nobody writes it down; else the
        floor is translated, and an interpreter's words once more would say everything twice.
        """
        typed = milliseconds(entry.at) - self._typed_at <= PATIENCE
        return on_air[0] if on_air and self._floor in self._unheard and not typed else ""

    def _is_captioned(self, channel: Channel) -> bool:
        """Not of a language that no engine hears, and not while its interpreter speaks into the floor."""
        spoken = channel.kind == AUDIO and channel.holder and not channel.silenced
        return bool(spoken) and not (
            channel.holder in self._channels.voiced or channel.language in self._unheard
        )

    def _drop_old_cues(self, language: str) -> None:
        """Bounds the memory; what was not translated of them will not be, for nobody sees it any longer.

        Of each spoken language so many: they are what its captioners see, and may still put right.
        """
        spoken = [subject for subject in self._spoken if self._texts[subject].language == language]
        for subject in spoken[:-CUES_KEPT]:
            self._drop(subject)

    def _word(self, subject: str, words: str) -> None:
        """A text is hidden, or shown again: nothing that was told of it stands."""
        known = self._texts.get(subject)
        if known and known.text != words:
            self._told.pop(subject, None)
            self._put(replace(known, text=words))

    def _revise(self, subject: str, language: str, text: str, by: str, entry: Entry) -> None:
        """A caption's words were put right: its translations too, but for those that a person wrote."""
        known = self._texts.get(subject)
        if known is None:
            return
        if same_language(known.language, language):
            kept = {tag: told for tag, told in self._told.get(subject, {}).items() if told.by}
            self._told[subject] = kept
            self._open.pop(subject, None)
            self._put(replace(known, text=text, seq=entry.seq))
        else:
            self._tell(subject, language, Told(entry.audience, by))

    def _tell(self, subject: str, language: str, told: Told) -> None:
        self._told.setdefault(subject, {})[language] = told
        self._weigh(subject)

    def _put(self, text: Text) -> None:
        if not text.language:
            text = replace(text, language=self._detect(text.text))
        self._texts[text.subject] = text
        self._weigh(text.subject)

    def _forget(self, whole: str) -> None:
        for subject in [subject for subject in self._texts if is_of(subject, whole)]:
            self._drop(subject)

    def _drop(self, subject: str) -> None:
        self._texts.pop(subject, None)
        self._told.pop(subject, None)
        self._spoken.pop(subject, None)
        self._open.pop(subject, None)

    def _weigh(self, subject: str) -> None:
        """Note in which languages the text is still to be told."""
        text = self._texts.get(subject)
        left = {language for language in self.wanted if text and self._lacks(text, language)}
        if left:
            self._grown = self._grown or not left <= self._open.get(subject, set())
            self._open[subject] = left
        else:
            self._open.pop(subject, None)

    def _lacks(self, text: Text, language: str) -> bool:
        if same_language(text.language, language) or not has_words(text.text):
            return False
        if language in self._spoken.get(text.subject, ()):
            return False
        told = self._told.get(text.subject, {}).get(language)
        return told is None or told.audience not in (text.audience, EVERYONE)
