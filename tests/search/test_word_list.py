"""No word and no phrase is missed: each is looked for, and held against a plain reading of the texts."""

import random
from itertools import pairwise

import pytest

from consilium.search.analysis import analyse
from consilium.search.index import Row, Sought, index
from consilium.search.models import Passage
from consilium.search.words import parse
from tests.support.cast import Cast

WORDS = {
    "zh-hans": (
        "患者 重症 肺炎 肝素 抗凝 呼吸 支持 机械 通气 氧疗 血压 感染 败血症 心电图 抗生素 剂量 "
        "研究 生命 命运 科学 学生 发展 中国 人民 民主 结果 果然 医院 院长 长期 治疗 "
        "疗效 护理 诊断 断层 扫描 儿童 新生儿 糖尿病 胰岛素 "
    ),
    "ru": (
        "пациент пациентов сепсис сепсисом пневмония пневмонии тяжёлая лечение лечения доза дозы "
        "дыхание шок шоковый кровь крови давление артериальное ёлка кислород кислорода вентиляция "
        "антибиотик антибиотиками ребёнок дети отделение больница диагноз анализ йод почки печень "
        "инсулин диабет гепарин терапия "
    ),
    "en": (
        "patient patients sepsis septic shock pneumonia oxygen dose doses doctors therapy therapies "
        "ventilation running general generation university universe organisation organ café naïve "
        "COVID insulin heparin kidney liver diagnosis children child's don't blood pressure "
        "arterial study studies "
    ),
    "kk": (
        "науқас науқастар науқастың қан қысымы қысымын өлшеу ем емдеу дәрігер дәрігерлер өкпе "
        "өкпенің қабынуы оттегі жүрек бүйрек бауыр дәрі дәрілер мөлшері тыныс алу аурухана бала "
        "балалар диагноз инсулин гепарин сепсис ұйқы һәм әйел үлкен іш "
    ),
}
GLUE = {"zh-hans": ""}


def sentences(language: str) -> list[list[str]]:
    chance = random.Random(language)
    words = WORDS[language].split()
    return [chance.choices(words, k=chance.randint(3, 12)) for _ in range(120)]


@pytest.fixture
def texts(cast: Cast) -> dict[int, tuple[str, str]]:
    """By passage: language and text."""
    rows = [
        Passage(seminar=cast.seminar, subject=f"cue:{language}{n}", language=language, kind="cue", text=text)
        for language in WORDS
        for n, words in enumerate(sentences(language))
        for text in [GLUE.get(language, " ").join(words)]
    ]
    rows = Passage.objects.bulk_create(rows)
    index().add(Row(row.id, analyse(row.language, row.text), ["kcue"]) for row in rows)
    return {row.id: (row.language, row.text) for row in rows}


def holding(texts: dict[int, tuple[str, str]], language: str, words: tuple[str, ...]) -> set[int]:
    """Those in which the words stand as they are, one after another, read without any analysis."""
    glue = GLUE.get(language, " ")
    wanted = f"{glue}{glue.join(words)}{glue}"
    return {id for id, (tag, text) in texts.items() if tag == language and wanted in f"{glue}{text}{glue}"}


def missed(
    texts: dict[int, tuple[str, str]], language: str, words: tuple[str, ...], query: str, among: list[str]
) -> set[int]:
    hits = set(index().find(Sought(parse(query, among)), newest=False, limit=1000))
    return holding(texts, language, words) - hits


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("among", ["own", "all"])
def test_no_word_and_no_phrase_is_missed(
    texts: dict[int, tuple[str, str]], language: str, among: str
) -> None:
    tags = [language] if among == "own" else list(WORDS)
    words = WORDS[language].split()
    phrases = {pair for sentence in sentences(language) for pair in pairwise(sentence)}
    assert all(holding(texts, language, (word,)) for word in words)  # there is something to miss
    assert {word for word in words if missed(texts, language, (word,), word, tags)} == set()
    wrong = {
        pair
        for pair in phrases
        if missed(texts, language, pair, f'"{GLUE.get(language, " ").join(pair)}"', tags)
    }
    assert wrong == set()


@pytest.mark.parametrize("language", WORDS)
def test_no_beginning_is_missed(texts: dict[int, tuple[str, str]], language: str) -> None:
    for word in WORDS[language].split():
        for size in range(1, len(word)):
            query = f"{word[:size]}*"
            if not word[size - 1].isalnum():
                continue
            hits = set(index().find(Sought(parse(query, [language])), newest=True, limit=1000))
            assert holding(texts, language, (word,)) <= hits, query


def test_a_phrase_is_not_found_where_its_words_stand_apart(texts: dict[int, tuple[str, str]]) -> None:
    hits = index().find(Sought(parse('"septic shock"', ["en"])), newest=True, limit=1000)
    plain = holding(texts, "en", ("septic", "shock"))
    assert set(hits) == plain and plain
