"""The chain's arithmetic: what an entry's hash is made of."""

import enum
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.phrases import Phrase, Wording, kept

GENESIS = "0" * 64


def plain(value: Any) -> Any:
    """A change's value as JSON holds it: dates as ISO text, enums by value, sentences to be said in the reader's language,
    anything else by its name."""
    match value:
        case Phrase() | Wording():
            return kept(value)
        case None | bool() | int() | float():
            return value
        case enum.Enum():
            return value.value
        case str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
        case set() | frozenset():
            return sorted(str(plain(v)) for v in value)
    return str(value)


def entry_hash(
    *, seq: int, at: datetime, actor: str, tag: str, subject: str, changes: Mapping[str, Any], prev_hash: str
) -> str:
    """SHA-256 over the entry's own content and the hash before it; `at` counts to the microsecond in UTC."""
    content = [seq, at.astimezone(UTC).isoformat(), actor, tag, subject, changes, prev_hash]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
