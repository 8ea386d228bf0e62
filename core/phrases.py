"""Sentences that pure code can say and a page can translate.

Rules must not know Flask, yet their reasons are read by people in two languages. So a rule returns a `Phrase`: an
English message id marked with `N_` (for the catalogue) and the values that go into it. `str(phrase)` is the English
sentence; `core.i18n.say(phrase)` is the sentence in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


def N_(msgid: str) -> str:  # noqa: N802 - gettext's customary name for "mark, translate later"
    """Mark a message id for the catalogue without translating it."""
    return msgid


@dataclass(frozen=True)
class Phrase:
    """A translatable sentence: `msgid` holds %(name)s placeholders, `params` their values (may be phrases)."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % {k: str(v) for k, v in self.params.items()} if self.params else self.msgid


def phrase(msgid: str, /, **params: Any) -> Phrase:
    """`phrase(N_("at least %(n)s days"), n=3)`."""
    return Phrase(msgid, params)


def counted(n: int, one: str, many: str) -> str:
    """The message id for a count: `phrase(counted(n, N_("%(n)s day"), N_("%(n)s days")), n=n)`."""
    return one if n == 1 else many


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in both languages of the product, where data bring them instead of the catalogue."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en

    def in_language(self, code: str) -> str:
        """`code` as in a locale: zh_Hant_TW, en …"""
        return self.zh if code.lower().startswith("zh") else self.en


def kept(said: Any) -> Any:
    """A sentence as a record keeps it (JSON), to be said later in the reader's language; other values as they are."""
    if isinstance(said, Phrase):
        return {"msgid": said.msgid, "params": {k: kept(v) for k, v in said.params.items()}}
    if isinstance(said, Wording):
        return {"zh": said.zh, "en": said.en}
    return {"day": said.isoformat()} if isinstance(said, date) else said


def is_said(value: Any) -> bool:
    """Whether this is a sentence, or words in two languages, as `kept` keeps them."""
    return isinstance(value, Mapping) and ("msgid" in value or set(value) == {"zh", "en"})


def from_kept(value: Any) -> Any:
    """What `kept` made, as a sentence again."""
    if not isinstance(value, Mapping):
        return value
    if "day" in value:
        return date.fromisoformat(str(value["day"]))
    if "zh" in value:
        return Wording(str(value["zh"]), str(value["en"]))
    return Phrase(str(value.get("msgid", "")), {k: from_kept(v) for k, v in value.get("params", {}).items()})
