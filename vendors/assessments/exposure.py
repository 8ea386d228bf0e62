"""What higher parts of the product know of a vendor that counts for its tier: ways into our systems, what it costs a year."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from flask import Flask, current_app

from vendors.assessments.tiers import Exposure

Source = Callable[[date, Collection[int] | None], Mapping[int, Exposure]]
"""(day, these vendors or None for all) → by vendor, what is known; one query per set, never per vendor."""


def register_exposure(app: Flask, source: Source) -> None:
    app.extensions.setdefault("vendor_exposure", []).append(source)


def exposures(as_of: date, vendor_ids: Collection[int] | None) -> dict[int, Exposure]:
    """By vendor, all that the sources know."""
    found: dict[int, Exposure] = {}
    for source in current_app.extensions.get("vendor_exposure", []):
        for vendor_id, each in source(as_of, vendor_ids).items():
            found[vendor_id] = found[vendor_id].beside(each) if vendor_id in found else each
    return found
