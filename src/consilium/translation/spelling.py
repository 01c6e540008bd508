"""One spelling for figures and units, whatever the alphabet, so that they can be read and compared. Pure.

The marks "٫" and "٬" stay what they are, for they say which of the two they are: a fraction, or groups.
"""

import re
import unicodedata
from collections.abc import Iterator

FRACTION, GROUP = "٫", "٬"
#: What is left between the parts of a number: a power, written "10^9".
POWER = "^"

_FOLDED = str.maketrans(
    {"٪": "%", "％": "%", "．": ".", "，": ", ", "μ": "µ", "−": "-", "º": "°", "˚": "°", "：": ":", "／": "/"}
    | {"～": "~", "㎎": "mg", "㎏": "kg", "㎖": "ml", "㏄": "ml", "㎍": "µg"}
    | {chr(0xFF21 + at): chr(0x41 + at) for at in range(26)}
    | {chr(0xFF41 + at): chr(0x61 + at) for at in range(26)}
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_PARTS = {"½": "5", "¼": "25", "¾": "75", "⅛": "125", "1/2": "5", "1/4": "25", "3/4": "75", "1/8": "125"}
_PART = re.compile(
    r"(?:(?<![\d/.,:-])(\d{1,3})\s?)?([½¼¾⅛])|(?<![\w/.,:-])(?:(\d{1,3})\s+)?(1/[248]|3/4)(?![\d/.,])"
)
_INTERNATIONAL = (
    r"(?:международн\w+|міжнародн\w+|халықаралық|эл\s?аралык|байналмилал\w+|xalqaro|international|internaciona\w+"
    r"|अंतर्राष्ट्रीय|अंतरराष्ट्रीय|دولية|بین\W?المللی|بین\W?الاقوامی)"
)
_PREFIXES = "میلی|ملی|ملي|ميلي|सेंटी|मिली|किलो|کیلو|کلو|سانتی|سینٹی|میکرو|مائیکرو|ميكرو|نانو"
_BASES = "ग्राम|लीटर|मीटर|मोल|گرم|گرام|لیتر|لیٹر|لتر|ليتر|متر|میٹر|مول|غرام|جرام"
_MM = r"мм|mm|毫米|मिमी|मिलीमीटर|ملم|مم|ملليمتر|(?:میلی|ملی)[\s\u200c]?(?:متر|میٹر)"
_MERCURY = (
    r"hg|рт\w*\.?\s*с[тл]\w*\.?|с(?:ын|ым)(?:ап)?\.?\s*(?:бағ|мам)\w*\.?|с(?:ут|им)\w*\.?\s*(?:симоб|сут)\w*\.?"
    r"|sim(?:ob)?\.?\s*ust\w*\.?|汞柱|एचजी|पारा|पारे|جیوه|زئبقي?|پارہ"
)
_SPELT = (  # dates with dots, and units of several words made one
    (r"\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2}(?=\D|$))", r"\1/\2/\3"),
    (rf"(?:{_MM})\.?\s*(?:{_MERCURY})", "mmHg"),
    (r"см\.?\s*вод\.?\s*ст\.?", "cmH2O"),
    (r"cm\s*h2o", "cmH2O"),
    (r"(?:por|per)\s*cent[o]?(?!\w)", "%"),
    (r"في المائة|في المئة|فی\s?صد|फ़?फ?ी\s?सदी", "%"),
    (r"(मि|कि)\.\s?(ग्रा|ली)\.?", r"\1\2"),
    (r"(\d\s?)(?:(?:سی|سي|सी|си)[\s\u200c]?){2}(?!\w)", r"\1ml"),
    (r"(\d\s?)(?:آئی[\s\u200c]?یو|आई\s?यू|о\.?\s?е\.|و\.\s?د\.?)(?!\w)", r"\1iu"),
    (rf"(\d\s?){_INTERNATIONAL}\s+", r"\1"),
    (r"([/\d]\s?)[mмم]²|(/\s?)[mмم]2(?!\w)", r"\1\2m²"),
    (r"кв\.\s?м(?:етр\w*)?|平方米|वर्ग\s?मीटर|متر\s?مربع|مربع میٹر", "m²"),
    (rf"(?<!\w)({_PREFIXES})[\s\u200c]+(?={_BASES})", r"\1" + "\u200c"),
    (r"(\d\s?[^\s\d/.,;:()×]{1,16})[xх]\s?(?=\d)", r"\1 ×"),  # "500mgx2"
    (r"°\s*[cс](?!\w)", "°C"),
    (r"百分之\s*(\d+(?:\.\d+)?)", r"\1%"),
    (r"(?<!\d)(?<!\d )%\s?(\d+(?:[.,]\d+)?)(?![\d.,]*\s?%)(?=\s|$)", r"\1%"),
)
_SPELLINGS = [(re.compile(pattern, re.IGNORECASE), unit) for pattern, unit in _SPELT]

# Persian writes fractions with a slash; "0/5" is one everywhere.
_SLASHED = re.compile(r"(?<![\d/.,٫])(\d{1,3})/(\d{1,2})(?![\d/.,٫]|\s?mmHg)")
_NAUGHT = re.compile(r"(?<![\d/.,٫])0/(\d{1,3})(?![\d/.,٫])")

HAN_NUMBER = "零〇一二两三四五六七八九十百千万亿"
_HAN_DIGITS = {letter: at for at, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_UNITS = "毫克|微克|纳克|克|公斤|千克|毫升|升|单位|国际单位|毫摩尔|毫米汞柱|毫米|厘米"
_HAN_DOSE = re.compile(
    rf"百分之([{HAN_NUMBER}点]{{1,12}})"
    rf"|(?<![\d.{HAN_NUMBER}])([{HAN_NUMBER}]{{1,12}}(?:点[{HAN_NUMBER}]{{1,9}})?)(?={_HAN_UNITS})"
)


def plain(text: str, *, slashed: bool = False) -> str:
    """European digits, one spelling of each mark and of units of several words. `slashed`: 1/5 is 1.5."""
    text = _digits(text)
    text = _NAUGHT.sub(rf"0{FRACTION}\1", text)
    text = _HAN_DOSE.sub(_han_dose, text)
    for pattern, unit in _SPELLINGS:
        text = pattern.sub(unit, text)
    if slashed:
        text = _SLASHED.sub(rf"\1{FRACTION}\2", text)
    return _PART.sub(_part, text)


def readings(text: str, language: str) -> Iterator[str]:
    """The plain text; for Persian also as it is when a slash is the mark of a fraction, and that first."""
    base = language.partition("-")[0]
    persian = base == "fa" or (not base and re.search(r"[۰-۹]/[۰-۹]", text))
    if persian and _SLASHED.search(_digits(text)):
        yield plain(text, slashed=True)
    yield plain(text)


def _digits(text: str) -> str:
    text = "".join(str(unicodedata.decimal(each, each)) for each in text).translate(_FOLDED)
    text = re.sub("[\u200b\u200e\u200f\u061c\u2060\u2066-\u2069\u00ad\u0640]", "", text)
    text = re.sub(r"(?<=\d)·(?=\d)", ".", text)
    text = re.sub(r"(?<=\d)،(?=\d)", ",", text)
    text = re.sub(r"(^|[\s(\[])–(?=\d)", r"\1-", text)
    return re.sub(r"(?<=\d)[⁻⁰¹²³⁴-⁹]+", lambda found: POWER + found.group().translate(_RAISED), text)


def _part(found: re.Match[str]) -> str:
    """½ and 1/2 as 0.5, 1½ as 1.5."""
    whole = found.group(1) or found.group(3) or "0"
    return f"{whole}{FRACTION}{_PARTS[found.group(2) or found.group(4)]}"


def _han_dose(found: re.Match[str]) -> str:
    percent, number = found.groups()
    whole, _, fraction = (percent or number).partition("点")
    digits = "".join(str(_HAN_DIGITS.get(letter, "")) for letter in fraction)
    return f"{han(whole)}{FRACTION + digits if digits else ''}{'%' if percent else ''}"


def han(number: str) -> int:
    """The number that a run of Han numerals is: 二十五 is 25, 两千零三 2003."""
    if len(number) > 1 and not set(number) - set(_HAN_DIGITS):
        return int("".join(str(_HAN_DIGITS[letter]) for letter in number))
    whole = part = digit = 0
    for letter in number:
        if letter in _HAN_DIGITS:
            digit = _HAN_DIGITS[letter]
        elif letter in _HAN_TENS:
            part, digit = part + (digit or 1) * _HAN_TENS[letter], 0
        else:
            whole, part, digit = (whole + (part + digit or 1)) * (10**4 if letter == "万" else 10**8), 0, 0
    return whole + part + digit
