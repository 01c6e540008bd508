"""Figures, doses and units: a changed one is flagged, the same one in another script is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.translation.doses import LONGEST, compare, figures

FAITHFUL = [
    ("Give 5 mg twice a day.", "Dê 5 mg duas vezes ao dia."),
    ("15 mg/kg every 6 hours", "15 мг/кг каждые 6 часов"),
    ("0.5 mg of adrenaline", "٠٫٥ ملغ من الأدرينالين"),
    ("0.5 mg", "۰٫۵ میلی‌گرم"),
    ("0.5 mg", "۰٫۵ میلی گرم"),
    ("0.5 mg IM", "०.५ मिलीग्राम आईएम"),
    ("0.5 mg", "0.5毫克"),
    ("500 mg", "500 ملی گرام"),
    ("10 kg", "10 کلوگرام"),
    ("10 kg", "10 किलोग्राम"),
    ("Give 2 tablets", "Дайте две таблетки"),
    ("Two tablets", "2 таблетки"),
    ("5-10 mg", "от 5 до 10 мг"),
    ("5–10 mg/kg/day", "5-10 мг/кг/сут"),
    ("SpO2 below 90%", "SpO2 ниже 90 %"),
    ("90% of patients", "90 процентов пациентов"),
    ("90% of patients", "患者的百分之90"),
    ("90% of patients", "90 فیصد مریض"),
    ("1,500 patients", "1 500 пациентов"),
    ("1500 mL", "1.500 ml"),
    ("1.5 million people", "1,5 млн человек"),
    ("15,000 people", "1.5万人"),
    ("1,00,000 people", "100 000 человек"),
    ("120/80 mmHg", "120/80 мм рт. ст."),
    ("120/80 mmHg", "120/80毫米汞柱"),
    ("38.5 °C", "38,5 °C"),
    ("38.5 °C", "38.5℃"),
    ("-20 °C", "минус 20 °C"),
    ("COVID-19 and IL-6", "КОВИД и ИЛ-6"),
    ("Vitamin B12 1000 µg", "Vitamina B12 1.000 µg"),
    ("on 24.11.2026", "em 24 de novembro de 2026"),
    ("at 10:30", "às 10h30"),
    ("in 2026", "в 2026 г."),
    ("5000 IU heparin", "5000 МЕ гепарина"),
    ("10 units of insulin", "10 ЕД инсулина"),
    ("6 mmol/L", "6 ммоль/л"),
    ("half a tablet", "1/2 таблетки"),
    ("10 mL/h", "10 мл/ч"),
    ("100 mcg", "100 µg"),
    ("100 mcg", "100微克"),
    ("7 days", "семь дней"),
    ("7 days", "7 күн"),
    ("≥ 94%", "не менее 94%"),
    ("2 L/min", "每分钟2升"),
    ("20 breaths per minute", "20 вдохов в минуту"),
    ("the 2nd dose", "a segunda dose"),
    ("1st line", "primeira linha"),
    ("Aged 45, 3 seizures in 24 h", "45 лет, 3 приступа за 24 ч"),
    ("10% of 250 mL", "250 мл 10%"),
    ("0.9% NaCl 1 L", "NaCl a 0,9% 1 L"),
    ("4 × 250 mg", "4 x 250 мг"),
]
CHANGED = [
    ("Give 5 mg.", "Dê 50 mg.", "5 mg → 50 mg"),
    ("5 mg", "5 g", "5 mg → 5 g"),
    ("5 mg", "5 мкг", "5 mg → 5 мкг"),
    ("0.5 mg", "5 мг", "0.5 mg → 5 мг"),
    ("15 mg/kg", "15 mg/ml", "15 mg/kg → 15 mg/ml"),
    ("Give 5 mg", "Dê", "5 mg → ?"),
    ("", "5 mg", "? → 5 mg"),
    ("38.5", "39.5", "38.5 → 39.5"),
    ("5 days", "5 недель", "5 days → 5 недель"),
    ("< 90%", "> 90%", "<90 % → >90 %"),
    ("1.5 mg", "15 mg", "1.5 mg → 15 mg"),
    ("5 mg", "٥٠ ملغ", "5 mg → 50 ملغ"),
    ("5 mg", "५० मिलीग्राम", "5 mg → 50 मिलीग्राम"),
    ("5 mg", "50毫克", "5 mg → 50 毫克"),
    ("120/80 mmHg", "120/90 mmHg", "80 mmHg → 90 mmHg"),
    ("5 million", "5 тысяч", "5 million → 5 тысяч"),
    ("1/2 tablet", "1/4 tablet", "0.5 → 0.25"),
    ("5 mg", "5", "5 mg → 5"),
    ("2 tablets", "3 tablets", "2 → 3"),
    ("5-10 mg", "5-100 mg", "10 mg → 100 mg"),
    ("10 mg", "10 mmol", "10 mg → 10 mmol"),
    ("-20 °C", "20 °C", "-20 °C → 20 °C"),
    ("two tablets of 5 mg", "две таблетки по 25 мг", "5 mg → 25 мг"),
]
UNITS = {"mg": "мг", "mL": "мл", "mmol": "ммоль", "kg": "кг", "IU": "МЕ", "µg": "мкг"}
SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"]
doses = st.decimals(min_value="0.01", max_value="9999", places=2).map(lambda value: value.normalize())


@pytest.mark.parametrize(("source", "target"), FAITHFUL)
def test_a_faithful_translation_is_not_doubted(source: str, target: str) -> None:
    assert compare(source, target) == () == compare(target, source)


@pytest.mark.parametrize(("source", "target", "doubt"), CHANGED)
def test_a_changed_dose_is_doubted(source: str, target: str, doubt: str) -> None:
    assert compare(source, target) == (doubt,)
    assert compare(target, source)


def test_the_language_says_what_a_comma_means() -> None:
    assert compare("1,500 mg", "1,500 mg") == ()
    assert compare("1,500 mg", "1,500 mg", ("en", "pt-br")) == ("1,500 mg → 1,500 mg",)
    assert compare("1,500 mg", "1.500 mg", ("en", "pt")) == ()
    assert compare("1.125 mg", "1,125 мг", ("en", "ru")) == ()


@given(doses, st.sampled_from(sorted(UNITS)), st.sampled_from(SCRIPTS))
def test_a_dose_is_the_same_in_every_script(value: Decimal, unit: str, digits: str) -> None:
    source = f"Give {value:f} {unit} now."
    target = f"{value:f}".replace(".", "," if digits == SCRIPTS[0] else "٫").translate(
        str.maketrans(SCRIPTS[0], digits)
    )
    assert compare(source, f"Сейчас {target} {UNITS[unit]}.") == ()


@given(doses, doses, st.sampled_from(sorted(UNITS)))
def test_another_value_is_always_doubted(one: Decimal, other: Decimal, unit: str) -> None:
    if one != other:
        doubts = compare(f"Give {one:f} {unit}.", f"Дайте {other:f} {UNITS[unit]}.")
        assert doubts == (f"{one:f} {unit} → {other:f} {UNITS[unit]}",)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert compare(one, one) == ()
    compare(one, other)


def test_a_long_text_takes_no_time() -> None:
    assert len(figures("5 mg " * LONGEST)) == LONGEST // 5
    for hostile in ("1." * 50_000, "9" * 50_000, "1 000 " * 20_000, "%" * 50_000, "-" * 50_000):
        compare(hostile, hostile)
