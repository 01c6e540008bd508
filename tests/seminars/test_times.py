"""Days and sizes in the words of all twelve languages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from consilium.accounts import queries
from consilium.kernel import languages
from consilium.seminars import times

NOVEMBER = date(2026, 11, 24)
DAYS = {
    "en": "Tuesday, 24 November",
    "ru": "вторник, 24 ноября",
    "zh-hans": "11月24日星期二",
    "kk": "24 қараша, сейсенбі",
    "ky": "24-ноябрь, шейшемби",
    "tg": "Сешанбе, 24 Ноябр",
    "uz": "seshanba, 24-noyabr",
    "hi": "मंगलवार, 24 नवंबर",
    "ur": "منگل، 24 نومبر",
    "fa": "سه‌شنبه 24 نوامبر",
    "be": "аўторак, 24 лістапада",
    "ar": "الثلاثاء، 24 نوفمبر",
}


@pytest.mark.parametrize("tag", languages.BY_TAG)
def test_days_in_every_language(tag: str) -> None:
    with translation.override(tag):
        assert times.day(NOVEMBER, NOVEMBER) == DAYS[tag]
        assert "2026" in times.day(NOVEMBER, date(2027, 1, 1))
        assert "24" in times.short_day(NOVEMBER) and "\u200f" not in times.short_day(NOVEMBER)
        assert times.clock(datetime(2026, 11, 24, 8, 5, tzinfo=UTC), ZoneInfo("Asia/Almaty")) == "13:05"
        assert tag == "en" or times.in_words(timedelta(days=2)) != "in 2 days"
        assert queries.state_name("TJ") != "TJ" and len(queries.state_choices()) > 240


@pytest.mark.parametrize(("tag", "sign"), [("en", "."), ("ru", ","), ("be", ","), ("hi", "."), ("fa", ".")])
def test_sizes_have_the_decimal_sign_of_the_language_and_plain_figures(tag: str, sign: str) -> None:
    with translation.override(tag):
        assert times.file_size(2_500_000).startswith(f"2{sign}5")


@pytest.mark.parametrize(
    ("tag", "name"),
    [("pt", "Português"), ("zh-hans", "中文"), ("uz-cyrl", "Oʻzbekcha"), ("tlh", "tlh"), ("<b>", "<b>")],
)
def test_a_language_bears_its_own_name(tag: str, name: str) -> None:
    assert languages.endonym(tag) == name


def test_directions() -> None:
    rtl = [tag for tag in languages.BY_TAG if languages.direction(tag) == "rtl"]
    assert rtl == ["ur", "fa", "ar"] and languages.direction("ps") == "rtl"
