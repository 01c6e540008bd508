"""Days and decimals of a language for the room, out of Babel's CLDR (web/src/i18n/format.ts reads them)."""

from typing import Any

from babel import Locale

from consilium.kernel.languages import without_year


def formats(locale: Locale) -> dict[str, Any]:
    months = locale.months["format"]["wide"]
    return {
        "decimal": locale.number_symbols["latn"]["decimal"],
        "day": without_year(locale.date_formats["long"].pattern),
        "months": [months[number] for number in range(1, 13)],
    }
