"""Countries by ISO 3166-1 code, named in the reader's language."""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from flask_babel import get_locale

FIRST = ("TW", "US", "JP", "HK", "SG", "GB", "DE", "IE", "CN", "KR")


HERE = {"zh": {"HK": "香港", "MO": "澳門"}}
"""What a country or region is called in Taiwan, where the locale data says it longer."""


@lru_cache(maxsize=4)
def _named(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    named = {
        code: str(name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")
    }
    return named | HERE.get(language[:2], {})


def country_choices() -> Sequence[tuple[str, str]]:
    """(code, name), those a Taiwanese firm meets most first."""
    named = _named(str(get_locale() or "en"))
    rest = sorted((c for c in named if c not in FIRST), key=lambda c: named[c])
    return [(code, f"{named[code]} ({code})") for code in (*FIRST, *rest)]


def country_name(code: str | None) -> str:
    return _named(str(get_locale() or "en")).get(code or "", code or "—")


def is_country(code: str) -> bool:
    return code in _named("en")
