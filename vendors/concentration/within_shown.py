"""Who shares each business function, and whose subcontractor each fourth party is, as columns."""

from collections.abc import Sequence

from flask_babel import gettext

from core.i18n import formats
from core.web.addresses import address
from core.web.listing import Column, Kind
from vendors.concentration.queries import Figures
from vendors.concentration.rules import rounded
from vendors.concentration.within import Below, Within

NAMED = 8
"""Vendors told by name in one cell."""


def below_columns(found: Figures) -> list[Column]:
    """Whose subcontractor a fourth party is, and who reaches it only through others."""
    nobody = Below((), ())
    return [
        Column("direct", gettext("Works directly for"), lambda line: _some(found.below.get(line.party, nobody).direct)),
        Column("indirect", gettext("Below these through others"), lambda line: _some(found.below.get(line.party, nobody).indirect)),
    ]  # fmt: skip


def _some(names: Sequence[str]) -> list[str] | None:
    rest = len(names) - NAMED
    more = [gettext("and %(n)s further ones", n=rest)] if rest > 0 else []
    return [*names[:NAMED], *more] or None


def within_columns() -> list[Column]:
    """Business functions and who shares each, groups taken together."""
    return [
        Column("function", gettext("Business function"), lambda w: w.name, url=lambda w: address("vendors.services.function", function_id=w.function_id)),
        Column("count", gettext("Parties"), lambda w: len(w.found.shares), Kind.NUMBER),
        Column("largest", gettext("Share of the largest"), lambda w: w.found.cr(1), Kind.PERCENT),
        Column("hhi", gettext("HHI"), lambda w: None if w.found.hhi is None else rounded(w.found.hhi), Kind.NUMBER),
        Column("who", gettext("Share within the function"), _sharing),
        Column("coverage", gettext("Coverage"), lambda w: w.found.coverage, Kind.PERCENT, is_minor=True),
    ]  # fmt: skip


def _sharing(within: Within) -> list[str] | None:
    return _some([f"{within.names[party]} {formats.percent(share)}" for party, share in within.found.shares.items()])
