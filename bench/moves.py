"""Lives in which vendors merge and contracts go on in others, and in which that is taken back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from bench.promises import Promises
from bench.world import Agreed, Held
from contracts.access.models import AccessGrant
from contracts.assets.models import Asset
from contracts.register.models import Contract
from contracts.replacing import operations as replacing
from contracts.replacing.models import Replacement
from core.db import db
from vendors.merging import operations as merging
from vendors.merging.models import VendorMerge
from vendors.merging.rules import MergeKind
from vendors.register.models import Vendor

places = st.integers(0, 5)


class Moves(Promises):
    """Vendors merge, contracts go on in others."""

    @rule()
    def merge(self) -> None:
        """The first vendor goes into the second; where it has, that is taken back."""
        if self.moved is None:
            first, second = (db.session.get_one(Vendor, key) for key in self.vendors)

            def work() -> int:
                return merging.merge_vendor(
                    first, into=second, kind=MergeKind.MERGER, effective_on=self.today, note="x", by=self.person("ann")
                ).id

            if self.act(work) is not None:
                self.moved = [at for at, one in enumerate(self.contracts) if one.vendor == 0]
                for at in self.moved:
                    self.contracts[at].vendor = 1
        elif self.act(self.part) is not None:
            for at in self.moved:
                self.contracts[at].vendor = 0
            self.moved = None

    def part(self) -> int:
        query = select(VendorMerge).where(VendorMerge.undone_at.is_(None))
        return merging.part_vendors(db.session.scalars(query).one(), reason="x", by=self.person("ben")).id

    @precondition(lambda self: len(self.contracts) > 1)
    @rule(place=places, other=places, within=st.integers(0, 200))
    def replace(self, place: int, other: int, within: int) -> None:
        """A contract goes on in another, with all its accounts and assets; where it does, that is taken back."""
        at, old = self.pick(place)
        if old.goes_on_in is not None:
            self.take_back(at, old)
            return
        then, new = self.pick(other)
        day, accounts, things = (
            self.today + timedelta(days=within),
            self.own(at, self.grants),
            self.own(at, self.assets),
        )
        live = {each.id for each in accounts} & self.live(AccessGrant, AccessGrant.revoked_on)
        held = {each.id for each in things} & self.live(Asset, Asset.ended_on)

        def work() -> int:
            contract, successor = db.session.get_one(Contract, old.id), db.session.get_one(Contract, new.id)
            return replacing.replace_contract(
                contract, successor=successor, last_day=day, grant_ids=live, asset_ids=held, by=self.person("ann")
            ).id

        if self.act(work) is None:
            return
        old.goes_on_in = then
        if day < old.end:
            old.terminated_for = day
        for item in accounts:
            if item.id in live:
                item.needed_by.add(then)
        for item in things:
            if item.id in held:
                item.home, item.needed_by = then, {then}

    def take_back(self, at: int, old: Agreed) -> None:
        query = select(Replacement).where(Replacement.contract_id == old.id, Replacement.undone_at.is_(None))
        found = db.session.scalars(query).one()
        key, over, things, then = found.id, set(found.grant_ids), set(found.asset_ids), old.goes_on_in
        assert then is not None
        over &= self.live(AccessGrant, AccessGrant.revoked_on)
        things &= self.live(Asset, Asset.ended_on)

        def work() -> int:
            return replacing.take_back(db.session.get_one(Replacement, key), reason="x", by=self.person("ben")).id

        if self.act(work) is None:
            return
        old.goes_on_in = None
        for item in self.grants:
            if item.id in over and item.home == at:
                item.needed_by.discard(then)
        for item in self.assets:
            if item.id in things and item.home == then:
                item.home, item.needed_by = at, {at}

    def own(self, at: int, held: list[Held]) -> list[Held]:
        return [each for each in held if each.home == at]
