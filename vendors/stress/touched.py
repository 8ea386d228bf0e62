"""What of ours is touched when vendors stand still: higher domains add their part (contracts, accounts, assets)."""

from collections.abc import Callable, Set
from datetime import date

from flask import Flask, current_app

from vendors.stress.rules import Part

Source = Callable[[date, Set[int], Set[int], int | None], Part]
"""`source(as_of, vendor_ids, service_ids, most)`: what hangs on vendors that stand still as a whole, and on single
services. It counts every item and gives the first `most` of them (None: all). Must ask the database per set."""


def register_touched(app: Flask, order: int, source: Source) -> None:
    app.extensions.setdefault("stress_touched", []).append((order, source))


def touched(as_of: date, vendor_ids: Set[int], service_ids: Set[int], most: int | None) -> list[Part]:
    sources = sorted(current_app.extensions.get("stress_touched", []), key=lambda each: each[0])
    return [source(as_of, vendor_ids, service_ids, most) for _, source in sources]
