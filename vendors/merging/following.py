"""Which records go with a vendor into another: each feature declares its own once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Table, func, select, update

from core.db import db


@dataclass(frozen=True)
class Following:
    """Records of a table that name a vendor and go with it. `check(from_id, into_id)` raises `Refused` where they cannot."""

    name: str
    label: str
    model: type[Any]
    column: str = "vendor_id"
    check: Callable[[int, int], None] | None = None

    @property
    def table(self) -> Table:
        found: Table = self.model.__table__
        return found

    def count(self, vendor_id: int) -> int:
        where = self.table.c[self.column] == vendor_id
        return db.session.scalar(select(func.count()).select_from(self.table).where(where)) or 0

    def move(self, from_id: int, into_id: int) -> list[int]:
        """Their numbers. Whoever has one of them open for editing is told that it changed."""
        where = self.table.c[self.column] == from_id
        ids = list(db.session.scalars(select(self.table.c.id).where(where).order_by(self.table.c.id)))
        if ids:
            db.session.execute(update(self.table).where(where).values(self._now_at(into_id)))
        return ids

    def move_back(self, ids: Sequence[int], from_id: int, into_id: int) -> None:
        for at in range(0, len(ids), 500):
            where = self.table.c.id.in_(ids[at : at + 500]) & (self.table.c[self.column] == into_id)
            db.session.execute(update(self.table).where(where).values(self._now_at(from_id)))

    def _now_at(self, vendor_id: int) -> dict[str, object]:
        version = {"version": self.table.c.version + 1} if "version" in self.table.c else {}
        return {self.column: vendor_id, **version}


def register_following(app: Flask, following: Following) -> None:
    found: list[Following] = app.extensions.setdefault("merge_following", [])
    if any(each.name == following.name for each in found):
        raise ValueError(f"declared twice: {following.name}")
    found.append(following)


def followings() -> Sequence[Following]:
    found: list[Following] = current_app.extensions.get("merge_following", [])
    return found
