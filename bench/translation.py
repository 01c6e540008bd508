"""Translation of what doctors ask and answer, with the real models for English and Portuguese on one core.

Three ways in turn, so that a noisy machine is noisy for all: the bare engine (fxtranslate), our rendering
without a glossary (sentences apart, figures compared), and with one (terms hidden, put back and verified).
"""

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.cores import on_cores
from bench.measure import Figure, nth
from bench.models import laid_out

if TYPE_CHECKING:
    from consilium.translation.masking import Found, Terms

MODELS = ("translation/en-pt", "translation/pt-en")
ROUNDS = 3
NAMES = {"bare": "fxtranslate alone", "plain": "no glossary", "terms": "with a glossary"}
DOSES = (5, 10, 25, 40, 50)
TEXTS = {
    "en": (
        "Can I give this patient {} mg a day?",
        "Is it dangerous for a child to take {} mg of amoxicillin every 8 hours?",
        "Does acute respiratory distress syndrome change the dose, or is {} mg still right?",
        "No, reduce it to {} mg and measure the blood pressure twice a day.",
        "The ejection fraction was below {}% and the patient needed oxygen at night.",
        "After the stroke we waited {} days, then we began with an anticoagulant.",
        "In our hospital {} of the patients with atrial fibrillation had renal failure as well.",
        "When should the second computed tomography be done: after {} hours or after {} days?",
    ),
    "pt": (
        "Posso dar a este doente {} mg por dia?",
        "É perigoso uma criança tomar {} mg de amoxicilina de 8 em 8 horas?",
        "A síndrome do desconforto respiratório agudo muda a dose, ou {} mg continua certo?",
        "Não, reduza para {} mg e meça a pressão arterial duas vezes por dia.",
        "A fração de ejeção estava abaixo de {}% e o doente precisava de oxigénio à noite.",
        "Depois do acidente vascular cerebral esperámos {} dias e começámos um anticoagulante.",
        "No nosso hospital {} dos doentes com fibrilhação auricular tinham também insuficiência renal.",
        "Quando deve ser feita a segunda tomografia computorizada: após {} horas ou após {} dias?",
    ),
}
#: About one term in a sentence; the names are matched in order.
TERMS = {
    "en": ("amoxicillin", "acute respiratory distress syndrome", "blood pressure", "ejection fraction",
           "anticoagulant", "atrial fibrillation", "renal failure", "computed tomography"),
    "pt": ("amoxicilina", "síndrome do desconforto respiratório agudo", "pressão arterial",
           "fração de ejeção", "anticoagulante", "fibrilhação auricular", "insuficiência renal",
           "tomografia computorizada"),
}  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """One sentence: its translation, seconds until it was there, and seconds of the processor."""

    made: str
    wall: float
    cpu: float


@dataclass(frozen=True)
class Measured:
    """Every sentence of every round, for each way; of the terms in the sentences, how many were kept."""

    ways: dict[str, list[Timed]]
    kept: dict[str, int]
    terms: int

    def rate(self, way: str) -> float:
        """Sentences in a second of one core, whatever else the machine did."""
        return len(self.ways[way]) / sum(one.cpu for one in self.ways[way])

    def ms(self, way: str, share: int) -> float:
        """The percentile of the time until a translation is there."""
        return 1000 * nth([one.wall for one in self.ways[way]], share)


def figures(folder: Path) -> list[Figure]:
    models = laid_out(folder, "translation", *MODELS)
    if models is None:
        return []
    found = [(pair, on_cores(1, translate, models, *pair)) for pair in (("en", "pt"), ("pt", "en"))]
    return [figure for pair, one in found for figure in _figures(" -> ".join(pair), one)]


def sentences(language: str) -> list[str]:
    """No two are the same: nothing is answered from memory."""
    return [text.format(dose, dose // 5 + 1) for dose, text in itertools.product(DOSES, TEXTS[language])]


def translate(models: Path, source: str, target: str) -> Measured:
    """Every sentence in every way."""
    _set_up(models)
    from consilium.translation.masking import Term, Terms

    texts = sentences(source)
    pairs = zip(TERMS[source], TERMS[target], strict=True)
    glossary = Terms(Term((ours,), (theirs,)) for ours, theirs in pairs)
    ways = _ways(models, source, target, glossary)
    for way in ways.values():
        way(texts[0])  # loads the model
    found: dict[str, list[Timed]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found[name] += [_timed(way, text) for text in texts]
    wanted = [glossary.find(text) for text in texts]
    kept = {name: _kept(wanted, made) for name, made in found.items()}
    return Measured(found, kept, sum(map(len, wanted)))


def _kept(wanted: "list[list[Found]]", made: list[Timed]) -> int:
    """Terms that stand in the translations of the first round."""
    pairs = zip(wanted, made, strict=False)
    return sum(each.term.is_in(one.made, each.form) for terms, one in pairs for each in terms)


def _ways(models: Path, source: str, target: str, glossary: "Terms") -> dict[str, Callable[[str], str]]:
    from fxtranslate import Translator

    from consilium.translation import configured, rendering
    from consilium.translation.masking import Terms

    home = models / "translation" / f"{source}-{target}"
    data = [(home / name).read_bytes() for name in ("model.bin", "vocab.spm", "vocab.spm", "lex.bin")]
    bare: Any = Translator(*data)
    route = configured.router().route(source, target)
    if route is None:
        raise RuntimeError(f"no engine takes {source} to {target}, though its model is here")
    nothing = Terms([])
    return {
        "bare": lambda text: str(bare.translate(text)),
        "plain": lambda text: rendering.render(text, route, nothing)[0],
        "terms": lambda text: rendering.render(text, route, glossary)[0],
    }


def _timed(way: Callable[[str], str], text: str) -> Timed:
    wall, cpu = time.perf_counter(), time.process_time()
    made = way(text)
    return Timed(made, time.perf_counter() - wall, time.process_time() - cpu)


def _set_up(models: Path) -> None:
    """Django, for the settings only: no database is opened."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "consilium.config.settings",
        "SECRET_KEY": "for-measurements-only",
        "MODELS_DIR": str(models),
        "TRANSLATION_ENGINES": "firefox",
    }
    import django

    django.setup()


def _figures(pair: str, one: Measured) -> list[Figure]:
    found, base = [], NAMES["bare"]
    for way in ("plain", "terms"):
        name, rate = f"{pair}, {NAMES[way]}", (one.rate(way), one.rate("bare"))
        found.append(Figure(f"{name}: one core", rate[0], "sent/s", None, "higher", base, rate[1]))
        for share in (50, 95):
            text = f"{name}: a sentence, p{share}"
            found.append(Figure(text, one.ms(way, share), "ms", None, "lower", base, one.ms("bare", share)))
    name = f"{pair}: terms kept, of {one.terms} in the sentences"
    kept, alone = (100 * one.kept[way] / one.terms for way in ("terms", "bare"))
    return [*found, Figure(name, kept, "%", 100, "higher", base, alone)]
