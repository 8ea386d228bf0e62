"""SBOMs that came before their elements were counted are counted from the bytes that were delivered."""

from collections.abc import Mapping
from typing import Any

from core import forks
from core.db import db, unit_of_work
from core.errors import Refused
from core.files import open_file
from core.memory import collection_paused
from sbom.components.files import is_small
from sbom.components.models import Delivery
from sbom.elements.queries import packed, uncounted
from sbom.elements.rules import count
from sbom.ingest.reading import read_sbom

COUNT_APART = "sbom.count"
AT_ONCE = 5
"""How many SBOMs one round counts: the others wait for the next."""


def run() -> dict[str, int]:
    """Count a few. One whose bytes are gone or cannot be read any more counts as holding nothing, and is not tried again."""
    done = 0
    for delivery_id, sha256 in uncounted(AT_ONCE):
        try:
            counts = counted(sha256) if is_small(sha256) else forks.do(COUNT_APART, sha256=sha256)
        except (Refused, OSError):
            counts = {}
        with unit_of_work():
            db.session.get_one(Delivery, delivery_id).elements = packed(counts)
        done += 1
    return {"sboms": done}


def counted(sha256: str) -> dict[str, tuple[int, int]]:
    with collection_paused(), open_file(sha256) as file:
        return count(read_sbom(file.read()))


def count_apart(asked: Mapping[str, Any], _: forks.Give) -> dict[str, tuple[int, int]]:
    """The same of a large file, in the process that was split off for it."""
    return counted(asked["sha256"])
