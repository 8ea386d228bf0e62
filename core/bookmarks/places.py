"""An address of the product that somebody sends us: kept only where it is one, and one that they may open."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException

from core.auth.guard import KEY, PUBLIC, may, permission_of
from core.errors import Refused
from core.phrases import N_

LONGEST = 1_000
PASSING = frozenset({"page", "format", "csrf_token", "saved", "lang"})
"""What belongs to one look at a list, not to the filter."""


@dataclass(frozen=True)
class Place:
    path: str
    query: str

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def place_of(address: str) -> Place:
    """Raises Refused for what is no page of the product, or none that this person may open."""
    found = is_known(address)
    if found is None:
        raise Refused(N_("This is no page that can be kept."))
    return found


def is_known(address: str) -> Place | None:
    """The page as it is kept; None where there is none, or the person may not open it."""
    text = address.replace("\\", "/").strip()
    if not text.startswith("/") or text.startswith("//") or len(text) > LONGEST or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
        endpoint, _ = current_app.url_map.bind("").match(parts.path, method="GET")
        pairs = parse_qsl(parts.query, max_num_fields=40)
    except (HTTPException, ValueError):
        return None
    permission = permission_of(current_app, endpoint)
    if permission in (None, PUBLIC, KEY) or not may(str(permission)) or len(parts.path) > 200:
        return None
    query = urlencode([(key, value) for key, value in pairs if key not in PASSING])
    return Place(parts.path, query) if len(query) <= LONGEST else None
