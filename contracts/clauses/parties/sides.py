"""Who is the client and who the vendor: what this contract calls them, so that a duty is laid at the right door.

From the opening: company names, the roles before them and the short names after them. A firm of the securities trade is
the client of an outsourcing contract. Where names tell nothing, who "shall provide" and who "shall pay" does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.clauses.parties.calling import people, pronouns, short_name
from contracts.clauses.parties.english import english_names, english_pronouns
from contracts.clauses.parties.firms import chinese_names, role_lines
from contracts.clauses.parties.usage import COMMON_WORDS, drop_idle_words
from contracts.clauses.parties.words import BOTH, CLIENT_ROLES, CLIENT_ROLES_EN, VENDOR_ROLES, VENDOR_ROLES_EN
from contracts.clauses.rulebook import Cue
from contracts.documents.folding import compact, fold

_GOES_ON = (
    r"(?!(?:之)?(?:资料|名单|名册|个资|帐|数据|交易|资金|端|群|满意|投诉|申诉|户|身分|权益|关系|体验|清单|等级|国))"
)
"""客戶 is a party, 客戶資料 is not."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Patterns over folded text: the client's names, the vendor's, and words for both or either."""

    client: Cue
    vendor: Cue
    both: Cue


def parties(texts: Sequence[str]) -> Parties:
    """From the documents' texts, the main contract first."""
    opening = "\n".join(text[:6_000] for text in texts[:2])
    whole = compact("\n".join(texts)[:400_000])
    client, vendor = {fold(word) for word in CLIENT_ROLES}, {fold(word) for word in VENDOR_ROLES}
    chinese_names(opening, whole, client, vendor)
    english_client, english_vendor = set(CLIENT_ROLES_EN), {name.replace("_", " ") for name in VENDOR_ROLES_EN}
    english_names("\n".join(text[:9_000] for text in texts[:2]), whole, english_client, english_vendor)
    role_lines(opening, whole, client, vendor)
    short_name(opening, whole, client, vendor)
    people(texts[0] if texts else "", whole, client, vendor)
    pronouns(compact(opening), whole, client, vendor)
    english_pronouns(whole, english_client, english_vendor)
    drop_idle_words(client, vendor, whole)
    clash = (client & vendor) | {word for word in client | vendor if not word}
    return Parties(
        client=_pattern(client - clash, english_client - english_vendor),
        vendor=_pattern(vendor - clash, english_vendor - english_client),
        both=_pattern(
            {fold(word) for word in BOTH} - client - vendor,
            {
                "either party",
                "neither party",
                "each party",
                "both parties",
                "the parties",
                "one side",
                "other side",
                "other party",
                "a party",
                "non-breaching party",
                "nonbreaching party",
                "receiving party",
                "recipient",
                "each of the parties",
            },
        ),
    )


def _pattern(chinese: Iterable[str], english: Iterable[str]) -> Cue:
    words = [
        ("(?<!提)" if word == "供方" else "") + re.escape(word) + (_GOES_ON if word in COMMON_WORDS else "")
        for word in sorted(chinese, key=lambda word: (-len(word), word))
    ]
    latin = [
        rf"(?<![a-z]){re.escape(word)}(?:'s|s)?(?![a-z])"
        for word in sorted(english, key=lambda word: (-len(word), word))
    ]
    return Cue(
        re.compile("|".join(words + latin) or r"(?!)", re.ASCII), re.compile("|".join(latin) or r"(?!)", re.ASCII)
    )
