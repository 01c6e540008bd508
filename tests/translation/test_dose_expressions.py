"""Doses as they are prescribed, in twelve languages: a changed figure anywhere is doubted, the same never."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from consilium.translation.doses import compare

EXPRESSIONS = (
    "{0} {mg}",
    "{0}{mg}",
    "{0} {mg}/{1} {ml}",
    "{0}{mg}/{1}{ml}",
    "{0}{mg}/{1}{mg}",
    "{0}{mg}-{1}{mg}",
    "{0} {mg} – {1} {mg}",
    "{0}–{1} {mg}/{kg}",
    "{0}-{1} {ml}/{h}",
    "{0} {mg}/{kg}/{h} × {1}",
    "{0} {mg} x{1}",
    "{0}{mg}x{1}",
    "{0}{mg}х{1}",
    "{1} × {0} {mg}",
    "1:{0}; {1} {ml}",
    "1:{0}",
    "{0}% {1} {ml}",
    "{0}%, {1} %",
    "{0} {mg},{1} {mg}",
    "{0} {mg}.{1} {ml}.",
    "({0} {mg}) + {1} {kg}",
    "{0}/{1} {mmhg}",
    "{0}±{1} {mmol}/{l}",
    "≥{0} {ml}, <{1} {ml}",
    "B12 {0} {mg}, IL-6 {1} {mg}, COVID-19",
    "/{0} {mg}/{1} {ml}/",
    "{0} {mg}/{ml}, 2 {ml}/{h}, {1} {ml}",
)
UNITS = {
    "en": "mg ml kg h l mmHg mmol",
    "ru": "мг мл кг ч л мм\u00a0рт.\u00a0ст. ммоль",
    "kk": "миллиграмм миллилитр килограмм сағат литр мм\u00a0рт.\u00a0ст. ммоль",
    "ky": "миллиграмм миллилитр килограмм саат литр мм\u00a0рт.\u00a0ст. ммоль",
    "be": "міліграм мілілітр кілаграм гадзіна літр мм\u00a0рт.\u00a0ст. ммоль",
    "tg": "мг миллилитр килограмм соат литр мм\u00a0рт.\u00a0ст. ммоль",
    "uz": "milligramm millilitr kilogramm soat litr mmHg mmol",
    "hi": "मि.ग्रा. मिली किग्रा घंटा लीटर mmHg mmol",
    "ur": "ملی\u200cگرام ملی\u200cلیٹر کلوگرام گھنٹہ لیٹر mmHg mmol",
    "fa": "میلی\u200cگرم میلی\u200cلیتر کیلوگرم ساعت لیتر mmHg mmol",
    "ar": "ملغ مل كغ ساعة لتر mmHg ملليمول",
    "zh-hans": "毫克 毫升 公斤 小时 升 毫米汞柱 毫摩尔",
}
NAMES = ("mg", "ml", "kg", "h", "l", "mmhg", "mmol")
DIGITS = {"hi": "०१२३४५६७८९", "ur": "۰۱۲۳۴۵۶۷۸۹", "fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩"}
MARKS = {"en": ".", "hi": ".", "ur": ".", "zh-hans": ".", "fa": "٫", "ar": "٫"}
SAID = {
    "en": "Give {}, please",
    "ru": "Назначьте {} больному",
    "ar": "أعط {} للمريض",
    "zh-hans": "给予{}给患者",
    "fa": "به بیمار {} بدهید",
    "hi": "रोगी को {} दें",
}
SAME = [
    ("5 mg/kg", "5 мг на килограмм"),
    ("5 mg/kg", "5 мг на 1 кг"),
    ("5 mg/kg/day", "5 мг/кг в сутки"),
    ("5 mg per kg", "每公斤5毫克"),
    ("5 mg/kg", "به ازای هر کیلوگرم ۵ میلی\u200cگرم"),
    ("5 mg/kg", "5 ملغ لكل كيلوغرام"),
    ("5 mg/kg", "فی کلوگرام 5 ملی گرام"),
    ("5 mg/kg", "प्रति किलोग्राम 5 मिलीग्राम"),
    ("5 mg/kg", "килограмына 5 мг"),
    ("10 ml/h", "10 мл в час"),
    ("10 ml/h", "10 مل في الساعة"),
    ("10 ml/h", "每小时10毫升"),
    ("10 ml/h", "10 ml soatiga"),
    ("q6h", "каждые 6 часов"),
    ("q8h", "every 8 hours"),
    ("50 mg", "五十毫克"),
    ("90%", "百分之九十"),
    ("3 days", "三天"),
    ("30 days", "三十天"),
    ("20 tablets", "二十片"),
    ("3 kg", "3千克"),
    ("3 kg", "3公斤"),
    ("1½ tablets", "1,5 таблетки"),
    ("1 1/2 tablets", "1.5 tablets"),
    ("half a tablet", "½ таблетки"),
    ("1/2 tablet", "半片"),
    ("2.5 mg", "۲/۵ میلی\u200cگرم"),
    ("120/80 mmHg", "۱۲۰/۸۰ میلی\u200cمتر جیوه"),
    ("120/80 mmHg", "١٢٠/٨٠ ملم زئبق"),
    ("COVID-19", "कोविड-19"),
    ("COVID-19", "کووید-۱۹"),
    ("COVID-19", "كوفيد-١٩"),
    ("COVID-19", "新冠"),
    ("vitamin B12 100 µg", "витамин В12 100 мкг"),
    ("IL-1/6", "ИЛ-1 и ИЛ-6"),
    ("5 cc", "۵ سی\u200cسی"),
    ("5 ml", "5 सीसी"),
    ("5000 IU", "5000 международных единиц"),
    ("5000 IU", "5000 وحدة دولية"),
    ("75 mg/m²", "75 мг/м2"),
    ("75 mg/m2", "75 мг/м²"),
    ("1.73 m²", "1,73 м²"),
    ("10⁹/L", "10^9/л"),
    ("5 or 10 mg", "5 мг или 10 мг"),
    ("5, 10 or 20 mg", "5, 10 или 20 мг"),
    ("at 10:30", "в 10 ч 30"),
    ("on 24/11/2026", "24 ноября 2026 г."),
    ("from 5 to 10 mg", "5-тен 10 мг-ға дейін"),
    ("from 5 to 10 mg", "5 dan 10 mg gacha"),
    ("from 5 to 10 mg", "аз 5 то 10 мг"),
    ("SpO₂ 92%", "SpO2 92 %"),
    ("of O2 2 L/min", "O2 2 л/мин"),
    ("3 times/day", "3 раза/сут"),
    ("VO2 ml/kg/min 30", "VO2 мл/кг/мин 30"),
    ("CD4/8 ratio 2.1", "CD4/CD8 2,1"),
    ("a type 2 diabetic", "сахарный диабет 2 типа"),
    ("5 mg in the morning and 5 mg at night", "по 5 мг утром и 5 мг на ночь"),
    ("5 mg in 100 mL of 0.9% saline over 30 min", "5 мг в 100 мл 0,9% раствора за 30 мин"),
    ("1,5 mg", "1.5 mg"),
    ("1 000 000 IU", "1 млн ЕД"),
    ("1:1000", "1:1 000"),
    ("H1N1 2009", "H1N1 2009 г."),
    ("D5W 500 ml", "D5W 500 мл"),
    ("０．５ｍｇ", "0.5 mg"),
    ("0·5 mg", "0,5 мг"),
    ("۱،۵ mg", "1.5 mg"),
    ("in 24 hours", "за сутки 24 ч"),
    ("CURB-65 score 2", "CURB-65 2 балла"),
    ("24/7", "24/7"),
    ("HbA1c 7.5%", "HbA1c 7,5 %"),
    ("20-30 mg/kg IV (max 2 g)", "20–30 мг/кг в/в (макс. 2 г)"),
    ("10 to 15 L/min", "10–15 л/мин"),
    ("grade 3-4", "3–4 степени"),
    ("5 % of 20", "20 的 5%"),
    ("Give 10 units", "10 یونٹ دیں"),
    ("Give 250 mg/5 mL twice", "250 мг/5 мл дважды"),
    ("250 mg/1 ml", "250 мг/мл"),
    ("30/70 insulin", "Инсулин 30/70"),
    ("5 ug", "5 мкг"),
    ("5 mg", "5 mg."),
    ("5-mg tablets", "таблетки по 5 мг"),
    ("5 mg", "5 мг-нан"),
    ("5 mg", "5 мг-дан"),
    ("1.5 mg", "1.5 мг"),
    ("12,500 IU", "12 500 МЕ"),
    ("2 x 3 cm", "2 см х 3 см"),
    ("two 5 mg tablets", "2 таблетки по 5 мг"),
    ("16 years", "16 лет"),
    ("5 mg", "给5mg的"),
    ("38 °C", "38°C的"),
    ("CT 3 times", "CT三次"),
    ("IL-6", "IL-6的"),
    ("120/80 mmHg", "120/80 мм рт. сл."),
    ("120/80 mmHg", "120/80 мм сын. бағ."),
    ("120/80 mmHg", "120/80 мм сым. мам."),
    ("120/80 mmHg", "120/80 мм сут. симоб"),
    ("120/80 mmHg", "120/80 mm sim. ust."),
    ("120/80 mmHg", "१२०/८० मिमी एचजी"),
    ("120/80 mmHg", "120/80 ملی میٹر پارہ"),
    ("120/80 mmHg", "120/80 мм ртутного столба"),
]
OTHER = [
    ("250 mg/5 ml", "250 мг/50 мл"),
    ("500mg/125mg", "500mg/250mg"),
    ("1г-2г", "1g-20g"),
    ("1mg/10ml", "1mg/1ml"),
    ("Take it.5 mg", "Take it.50 mg"),
    ("morning,5 mg", "утром,50 мг"),
    ("B12 100 µg", "B12 500 µg"),
    (".5 mg", "5 mg"),
    ("5 mg х2", "5 мг х3"),
    ("500mgx2", "500mgx3"),
    ("5 µg/kg/min", "5 мкг/кг/ч"),
    ("5 mg/kg", "5 мг"),
    ("q6h", "q8h"),
    ("1125 mg", "١٫١٢٥ ملغ"),
    ("5 mg", "۰/۵ میلی\u200cگرم"),
    ("120/80 mmHg", "120 mmHg"),
    ("5-10 mg", "5 g-10 mg"),
    ("½ tablet", "¼ tablet"),
    ("3/day", "3/week"),
    ("2 tablets", "二十片"),
    ("5%", "5"),
    ("75 mg/m²", "75 мг"),
    ("10⁹/L", "10⁶/L"),
    ("IL-6", "IL-8"),
    ("1:1000", "1:10000"),
    ("1:1000", "1:10 000"),
    ("1:10", "1"),
    ("–20 °C", "20 °C"),
    ("10 ml/h", "10 мл"),
    ("0.5 mg", "۵ میلی\u200cگرم"),
    ("5 mg", "五十毫克"),
    ("1mg", "of10mg"),
    ("250/5 ml", "250"),
    ("5 mg-10 mg", "5 мг-100 мг"),
    ("of5 tablets", "of6 tablets"),
    ("5 mg three times", "50 мг три раза"),
    ("5 ml", "۵/۵ ml"),
    ("5 mg", "1/5 mg"),
    ("1.5 mg", "15 میلی\u200cگرم"),
    ("5 mg", "۱/۵ میلی\u200cگرم"),
    ("0.25 mg", "۲۵ میلی\u200cگرم"),
    ("1/2 tablet", "2 tablets"),
    ("2 1/2 mg", "2 mg"),
    ("١٬٥٠٠ ملغ", "1.5 mg"),
    ("50 mg", "五毫克"),
    ("5 mg", "十五毫克"),
    ("30 days", "三天"),
    ("9%", "百分之九十"),
    ("2 kg", "2000千克"),
    ("100 µg", "100 ng"),
    ("5 mg/kg/day", "5 mg/day"),
    ("5 mg/kg", "5 mg/m²"),
    ("10/5 mg", "10/50 mg"),
    ("10-5 mg", "10-50 mg"),
    ("adrenaline 1:1000 0.5 ml", "adrenaline 1:1000 5 ml"),
    ("0,5мг/кг", "5мг/кг"),
    ("10.000 mg", "10,5 mg"),
    ("2х500мг", "2х50мг"),
    ("1.0 mg", "10 mg"),
    ("5mgIV", "50mgIV"),
    ("5µg", "5mg"),
    ("Na+135", "Na+125"),
    ("№5", "№6"),
    ("5…10 mg", "5…100 mg"),
    ("5÷10 мг", "5÷100 мг"),
    ("5 mg|10 mg", "5 mg|100 mg"),
    ("5mg\\10ml", "5mg\\100ml"),
    ("5mg_10", "5mg_100"),
    ("5mg+10mg", "5mg+100mg"),
    ("5'000", "5'00"),
    ("mg:5", "mg:50"),
    ("5mg,10mg", "5mg,100mg"),
    ("5mg;10mg", "5mg;100mg"),
    ("a5mg", "a50mg"),
    ("5 mg (1)", "5 mg (2)"),
    ("dose-5", "dose-6"),
    ("dose—5", "dose—6"),
    ("دوز5", "دوز6"),
    ("5мг*2", "5мг*3"),
    ("Zn2", "Zn3"),
]
values = st.one_of(
    st.integers(2, 9999).map(Decimal),
    st.decimals("0.01", "999", places=2).map(lambda value: value.normalize()),
)
languages = st.sampled_from(sorted(UNITS))
expressions = st.sampled_from(EXPRESSIONS)


def told(expression: str, numbers: list[Decimal], language: str, *, local: bool = True) -> str:
    """The expression as it is written in a language, with its digits or with the European ones."""
    written = []
    for number in numbers:
        digits = f"{number:f}".replace(".", MARKS.get(language, ","))
        written.append(
            digits.translate(str.maketrans("0123456789", DIGITS[language]))
            if local and language in DIGITS
            else digits
        )
    units = dict(
        zip(NAMES, (unit.replace("\u00a0", " ") for unit in UNITS[language].split(" ")), strict=True)
    )
    return SAID.get(language, SAID["ru"]).format(expression.format(*written, **units))


@how(max_examples=600, deadline=None)
@given(expressions, st.lists(values, min_size=2, max_size=2), languages, languages, st.booleans())
def test_the_same_dose_is_clean_in_all_languages(
    expression: str, numbers: list[Decimal], source: str, target: str, local: bool
) -> None:
    texts = told(expression, numbers, source), told(expression, numbers, target, local=local)
    assert compare(*texts, (source, target)) == (), texts


@how(max_examples=600, deadline=None)
@given(expressions, st.lists(values, min_size=2, max_size=2), values, st.data(), languages, languages)
def test_one_changed_figure_anywhere_is_doubted(
    expression: str, numbers: list[Decimal], other: Decimal, data: st.DataObject, source: str, target: str
) -> None:
    at = data.draw(st.sampled_from([at for at in (0, 1) if f"{{{at}}}" in expression]))
    other = data.draw(st.sampled_from([other, numbers[at] * 10, numbers[at] / 10, numbers[at] + 1]))
    changed = [other if index == at else number for index, number in enumerate(numbers)]
    if changed != numbers:
        texts = told(expression, numbers, source), told(expression, changed, target)
        assert compare(*texts, (source, target)), texts


@pytest.mark.parametrize(("source", "target"), SAME)
def test_the_same_said_otherwise_is_clean(source: str, target: str) -> None:
    assert compare(source, target) == () == compare(target, source)


@pytest.mark.parametrize(("source", "target"), OTHER)
def test_another_dose_is_doubted(source: str, target: str) -> None:
    assert compare(source, target) and compare(target, source)


def test_the_mark_of_a_fraction_in_arabic_is_no_mark_of_thousands() -> None:
    assert compare("1125 mg", "١٫١٢٥ ملغ", ("en", "ar")) == ("1125 mg → 1.125 ملغ",)
    assert (
        compare("1.125 mg", "١٫١٢٥ ملغ", ("en", "ar")) == () == compare("1125 mg", "١٬١٢٥ ملغ", ("en", "ar"))
    )


@pytest.mark.parametrize(
    "hostile", ["5mgx", "1/2 ", "5 mg/kg/h ", "一二三", "5" + "a" * 16 + "x", "毫克", "mm ", "٫", "^"]
)
def test_a_hostile_text_takes_no_time(hostile: str) -> None:
    compare(hostile * 20_000, "5 mg")
