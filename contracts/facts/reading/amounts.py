"""Amounts of money and shares in running text: NT$1,200,000, 新臺幣壹佰貳拾萬元整, 120 萬元, 千分之三, 99.9%. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from contracts.facts.reading.numerals import DIGITS, ENGLISH, FIGURE, HAN, NUMBER, any_number, number
from core.i18n.formats import minor

_CODES = (
    ("TWD", r"新台币|台币|nt\$|ntd\$?|nt(?=\s?\d)|twd\$?"),
    ("USD", r"美金|美元|us\$|usd\$?|u\.s\. dollars?|us dollars?|united states dollars?"),
    ("CNY", r"人民币|rmb|cny"),
    ("HKD", r"港币|港元|hk\$|hkd"),
    ("JPY", r"日币|日圆|日元|jpy"),
    ("EUR", r"欧元|eur|euros?|€"),
    ("GBP", r"英镑|gbp|£"),
    ("SGD", r"新加坡币|新币|sgd|s\$"),
    ("", r"\$|¥"),
)  # fmt: skip
_CURRENCY = "|".join(f"(?P<{code or 'bare'}>{pattern})" for code, pattern in _CODES)
_AFTER = "|".join(f"(?P<{code or 'bare'}_after>{pattern})" for code, pattern in _CODES if code)
_SCALE = r"(?P<scale>million|billion|thousand|mn|m|k)\b"
MONEY = re.compile(
    rf"(?<![a-z\d.,])(?:(?:{_CURRENCY})[:\s]{{0,2}})?(?P<n>{NUMBER}|{ENGLISH})(?: ?{_SCALE})?"
    rf"(?: ?(?P<unit>[元圆块](?:整|正)?)| ?(?:{_AFTER})(?:整|正)?| ?(?P<dollars>dollars?))?(?: ?/ ?(?P<slash>年|月|季|month|year|mo|yr))?"
)
_TIMES = {"million": 10**6, "billion": 10**9, "thousand": 10**3, "mn": 10**6, "m": 10**6, "k": 10**3}
MOST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class FoundMoney:
    """An amount at `words[start:end]`; `currency` is empty where only a sign or nothing says which."""

    amount: Decimal
    currency: str
    start: int
    end: int
    slash: str = ""

    def minor(self, currency: str) -> int:
        return minor(self.amount, currency)


def money(words: str, *, bare: bool = False) -> Iterator[FoundMoney]:
    """Every amount in folded words. `bare` also takes numbers that neither a currency nor 元 marks, of 1,000 and more:
    for places where only money can stand."""
    for match in MONEY.finditer(words):
        groups = match.groupdict()
        before = next((code for code, _ in _CODES if code and groups.get(code)), "")
        after = next((code for code, _ in _CODES if code and groups.get(f"{code}_after")), "")
        is_marked = bool(before or after or groups["bare"] or groups["unit"] or groups["dollars"])
        amount = any_number(match["n"])
        if amount is None or (not is_marked and not _is_bare(match["n"], amount, words, match.end(), bare)):
            continue
        amount *= _TIMES.get(match["scale"] or "", 1)
        if 0 < amount < MOST:
            currency = before or after or ("USD" if groups["dollars"] and not groups["bare"] else "")
            yield FoundMoney(amount, currency, match.start(), match.end(), groups["slash"] or "")


def _is_bare(text: str, amount: Decimal, words: str, end: int, wanted: bool) -> bool:
    return (
        wanted
        and amount >= 1_000
        and ("," in text or "万" in text or amount >= 10_000)
        and not re.match(r"\s?[年月日天%‰次人台套笔小时分页字份张支组]|[\d/-]", words[end:])
    )


_SHARE = re.compile(
    rf"(?P<symbol>(?P<n>{DIGITS}) ?(?P<sign>%|‰|percent|per cent|bps\b))"
    rf"|(?P<parts>(?P<of>百|千|万|10{{2,4}})分之(?P<m>{NUMBER}))"
    rf"|(?P<tenths>(?<![{HAN}])(?P<t>[{FIGURE}半\d])成(?P<h>[{FIGURE}半])?(?![{HAN}就立交功为本员年绩果熟]))"
    rf"|(?P<spoken>\b(?P<w>{ENGLISH})(?: ?\({DIGITS} ?%?\))? (?:percent|per cent)\b(?: ?\({DIGITS} ?%?\))?)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class FoundShare:
    """So many per cent at `words[start:end]`."""

    percent: Decimal
    start: int
    end: int


def shares(words: str) -> Iterator[FoundShare]:
    """Every share in folded words: per cent, per mille, 百分之, 千分之, 成."""
    for match in _SHARE.finditer(words):
        percent = _percent(match)
        if percent is not None and percent <= 1_000:
            yield FoundShare(_plain(percent), match.start(), match.end())


_SIGNS = {"‰": 10, "bps": 100}
_PARTS = {"百": 1, "千": 10, "万": 100, "100": 1, "1000": 10, "10000": 100}


def _percent(match: re.Match[str]) -> Decimal | None:
    if match["tenths"]:
        tens = Decimal("0.5") if match["t"] == "半" else number(match["t"])
        ones = Decimal(5) if match["h"] == "半" else number(match["h"] or "0")
        return None if tens is None or ones is None else tens * 10 + ones
    if match["spoken"]:
        return any_number(match["w"])
    value, divisor = (
        (number(match["n"]), _SIGNS.get(match["sign"], 1))
        if match["symbol"]
        else (number(match["m"]), _PARTS.get(match["of"]))
    )
    return None if value is None or divisor is None else value / divisor


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
