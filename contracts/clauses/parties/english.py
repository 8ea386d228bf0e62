"""What an English paper calls its parties, and on which side each of them stands."""

import re

from contracts.clauses.parties.usage import OF_THE_TRADE, is_used
from contracts.clauses.parties.words import CLIENT_ROLES_EN, VENDOR_ROLES_EN

_ENGLISH_ALIAS = re.compile(
    r"\(?\s?(?:hereinafter|herein|hereafter)?[^()]{0,60}?[\"“']\s?([A-Z][A-Za-z0-9 .&/-]{1,30}?)[\"”']\s?\)"
)
_PROVIDES = (
    r"(?:'s)? (?:shall|will|agrees to|must|is required to) (?:\w{1,14} ){0,2}?(?:provide|perform|"
    r"deliver|maintain|develop|host|supply|furnish|install|support|design|correct|repair|ship|"
    r"manufacture)"
)
_PAYS = r" (?:shall|will|agrees to|must) (?:\w{1,14} ){0,2}?(?:pay|reimburse|purchase|compensate|remit)"
_OWED_TO = r"(?:payable|due|owed|owing|paid|payments?|pay) to (?:the )?"
_OWED_BY = r"(?:payable|due|owed|owing|paid) by (?:the )?"
_OFFERS = r" (?:warrants|represents and warrants|grants (?:to )?\w{1,30} (?:a|the))"


def english_names(opening: str, whole: str, client: set[str], vendor: set[str]) -> None:
    """The names that the opening defines ("the Supplier"), each on the side of what the text has it do."""
    flat = opening.replace("\n", " ")
    named = {
        match.group(1).strip().lower(): flat[max(0, match.start() - 90) : match.start()]
        for match in _ENGLISH_ALIAS.finditer(flat)
    }
    not_parties = ("agreement", "party", "parties", "effective date")
    scores = {
        name: _lean(name, whole)
        for name in list(named)[:30]
        if len(name) > 1 and name not in not_parties and is_used(name, whole)
    }
    firms = [name for name in scores if _ENGLISH_FIRM.search(named[name])][:2]
    if len(firms) == 2 and sum(bool(OF_THE_TRADE.search(named[name].lower())) for name in firms) == 1:
        for name in firms:
            (client if OF_THE_TRADE.search(named[name].lower()) else vendor).add(name)
    for name, score in scores.items():
        if name in client or name in vendor:
            if name in (*CLIENT_ROLES_EN, *VENDOR_ROLES_EN) and abs(score) >= 8:
                (client if score < 0 else vendor).add(name)
                (vendor if score < 0 else client).discard(name)
        elif score:
            (vendor if score > 0 else client).add(name)


_ENGLISH_FIRM = re.compile(r"\b(?:Ltd|Inc|Corp|LLC|L\.P|Limited|Company|Co\.|GmbH|S\.A|B\.V|PLC|Bank)\b|股份|公司")


def _lean(name: str, whole: str) -> int:
    """Above 0 when the text has this party provide more often than pay, below when the other way round."""
    head = rf"(?<![a-z]){re.escape(name)}"
    return (
        len(re.findall(head + _PROVIDES, whole))
        + 2 * len(re.findall(head + _OFFERS, whole))
        + 2 * len(re.findall(_OWED_TO + head, whole))
        - 2 * len(re.findall(_OWED_BY + head, whole))
        - 2 * len(re.findall(head + _PAYS, whole))
    )


_WE_SUPPLY = re.compile(
    r"\bour (?:services?|platform|software|engineers?|analysts?|technicians?|fees?|charges|prices?|rates?|invoices?|price list)\b|"
    r"\bpay us\b|\binvoice you\b|\byour (?:data|account|order|subscription|users?|systems?|premises)\b|"
    r"\bwe(?:'ll| will| shall|) (?:\w{1,14} )?(?:provide|host|build|rebuild|supply|install|maintain|develop|monitor|look after|back up|repair)\b"
)
_YOU_SUPPLY = re.compile(
    r"\byour (?:services?|platform|software|engineers?|analysts?|technicians?|fees?|charges|prices?|rates?|invoices?|quotation|quote)\b|"
    r"\bpay you\b|\binvoice us\b|\bour (?:data|systems?|premises|office|records|network|customers?|clients?)\b|"
    r"\byou(?:'ll| will| shall|) (?:\w{1,14} )?(?:provide|host|build|rebuild|supply|install|maintain|develop|monitor|look after|back up|repair)\b"
)


def english_pronouns(whole: str, client: set[str], vendor: set[str]) -> None:
    """Who says "we" in a paper that speaks of we and you: the supplier, unless "you" is the one who supplies."""
    if len(re.findall(r"\b(?:we|you)\b", whole[:60_000])) < 6:
        return
    we_supply = len(_WE_SUPPLY.findall(whole)) >= len(_YOU_SUPPLY.findall(whole))
    (vendor if we_supply else client).update(("we", "us", "our", "i", "me", "my"))
    (client if we_supply else vendor).update(("you", "your"))
