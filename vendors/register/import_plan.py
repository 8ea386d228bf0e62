"""From the rows of a vendor file to a plan: what would change in each vendor, and what is wrong where. Pure.

The plan is made from the file and from what the register holds (`Known`); the same two give the same plan, so that a
plan that was shown can be told from one that would be carried out (`Plan.digest`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import Refused
from core.phrases import N_, Phrase, phrase
from vendors.register import import_cells as cells
from vendors.register.import_rows import (
    Change,
    Known,
    KnownVendor,
    Plan,
    Reader,
    RowPlan,
    SheetRow,
    Trouble,
)
from vendors.register.rules import VENDOR_STATUS_NAMES, VendorStatus, folded, name_key


def make_plan(rows: Sequence[SheetRow], known: Known, readers: Mapping[str, Reader] | None = None) -> Plan:
    """The plan of a file's rows, in their order. `readers`: of the companions, by their names."""
    return _Planner(known, readers or {}).plan(rows)


class _Planner:
    def __init__(self, known: Known, readers: Mapping[str, Reader]) -> None:
        self.known, self.readers = known, readers
        self.by_id = {v.id: v for v in known.vendors}
        self.by_number = {v.values["business_number"]: v for v in known.vendors if v.values.get("business_number")}
        self.by_lei = {v.values["lei"]: v for v in known.vendors if v.values.get("lei")}
        self.by_name: dict[str, list[KnownVendor]] = {}
        self.by_key: dict[str, list[str]] = {}
        for vendor in known.vendors:
            for name in {vendor.values["name_zh"], vendor.values["name_en"]} - {""}:
                self.by_name.setdefault(folded(name), []).append(vendor)
                self.by_key.setdefault(name_key(name), []).append(vendor.name)
        self.seen: dict[tuple[str, Any], RowPlan] = {}
        self.troubles: list[Trouble] = []

    def plan(self, rows: Sequence[SheetRow]) -> Plan:
        return Plan([self._row(row) for row in rows], self.troubles)

    def _row(self, row: SheetRow) -> RowPlan:
        values = self._values(row)
        names = (values.get("name_zh", ""), values.get("name_en", ""))
        plan = RowPlan(row.sheet, row.number, names[0] or names[1] or values.get("business_number") or "")
        plan.is_wrong = bool(self._errors_of(row))
        vendor = self._match(row, values, plan)
        if vendor is None and not any(names) and not plan.is_wrong:
            self._trouble(row, "name", phrase(N_("A new vendor needs a name.")), plan)
        if vendor is not None:
            plan.vendor_id, plan.version = vendor.id, vendor.version
            plan.name = plan.name if any(names) else vendor.name
        self._once(row, values, plan)
        self._fields(values, vendor, plan)
        self._contact(values, vendor, plan)
        status = plan.values.get("status") or (vendor.values["status"] if vendor else None)
        for name, read in self.readers.items():
            changes, wrong, payload = read(row.cells, plan.vendor_id, status)
            for key, says in wrong:
                self._trouble(row, key, says, plan)
            plan.changes += changes
            plan.more[name] = payload
        return plan

    # --- reading a row's cells ---

    def _errors_of(self, row: SheetRow) -> list[Trouble]:
        """The errors of this row: they are always the last ones noted."""
        found = []
        for trouble in reversed(self.troubles):
            if (trouble.sheet, trouble.row) != (row.sheet, row.number):
                break
            if not trouble.is_warning:
                found.append(trouble)
        return found

    def _values(self, row: SheetRow) -> dict[str, Any]:
        """The row's values as they would be stored; what cannot be read is noted and left out."""
        values: dict[str, Any] = {}
        for key, cell in row.cells.items():
            if cells.is_nothing(cell):
                continue
            try:
                value = cells.read_cell("name_zh" if key == "name" else key, cell, self.known)
            except Refused as error:
                self._trouble(row, key, error.phrase)
            else:
                values |= {key: value} if value else {}
        if name := values.pop("name", ""):
            values.setdefault("name_zh" if cells.is_chinese(name) else "name_en", name)
            values["any_name"] = name
        return values

    # --- finding the vendor ---

    def _match(self, row: SheetRow, values: Mapping[str, Any], plan: RowPlan) -> KnownVendor | None:
        """The registered vendor that a row means. What points at two of them is wrong; what is merely alike, a warning."""
        by_number = self.by_number.get(values.get("business_number", ""))
        by_lei = self.by_lei.get(values.get("lei", ""))
        named = [
            v for key in ("name_zh", "name_en") if values.get(key) for v in self.by_name.get(folded(values[key]), ())
        ]
        if by_number and by_lei and by_number is not by_lei:
            says = N_("The business number is %(one)s's, the LEI %(other)s's.")
            self._trouble(row, "lei", phrase(says, one=by_number.name, other=by_lei.name), plan)
        found = by_number or by_lei
        if found is not None:
            self._agrees(row, values, found, plan)
            self._renames(row, values, found)
            return found
        distinct = {v.id: v for v in named}
        if len(distinct) > 1:
            says = N_("Several vendors are registered under this name; give the business number.")
            self._trouble(row, self._name_key(row), phrase(says), plan)
            return None
        if distinct:
            found = next(iter(distinct.values()))
            self._agrees(row, values, found, plan)
            return found
        self._alike(row, values)
        return None

    def _agrees(self, row: SheetRow, values: Mapping[str, Any], vendor: KnownVendor, plan: RowPlan) -> None:
        """A number is never overwritten from a file: either the row means somebody else, or one of the two is wrong."""
        for key in ("business_number", "lei"):
            held, written = vendor.values.get(key), values.get(key)
            if held and written and held != written:
                says = N_("%(name)s is registered with %(number)s. If that is wrong, correct it on its page first.")
                self._trouble(row, key, phrase(says, name=vendor.name, number=held), plan)

    def _renames(self, row: SheetRow, values: Mapping[str, Any], vendor: KnownVendor) -> None:
        """A number that brings another name is a renaming, or somebody else's number: a person should look."""
        written = {name_key(values[key]) for key in ("name_zh", "name_en") if values.get(key)}
        held = {name_key(vendor.values[key]) for key in ("name_zh", "name_en") if vendor.values.get(key)}
        if written and not written & held:
            says = N_("This number is that of %(name)s: its name would change. Make sure that it is the same vendor.")
            self._trouble(row, self._name_key(row), phrase(says, name=vendor.name), is_warning=True)

    def _alike(self, row: SheetRow, values: Mapping[str, Any]) -> None:
        for key in ("name_zh", "name_en"):
            alike = self.by_key.get(name_key(values[key]), ()) if values.get(key) else ()
            if alike and name_key(values[key]):
                says = N_("Possibly the same as %(name)s, which is registered already.")
                self._trouble(row, self._name_key(row), phrase(says, name=alike[0]), is_warning=True)
                return

    def _once(self, row: SheetRow, values: Mapping[str, Any], plan: RowPlan) -> None:
        """Two rows for one vendor contradict each other sooner or later: the second is refused."""
        marks: list[tuple[str, Any]] = [("id", plan.vendor_id)] if plan.vendor_id is not None else []
        marks += [(key, values[key]) for key in ("business_number", "lei") if values.get(key)]
        marks += [("name", folded(values[key])) for key in ("name_zh", "name_en") if values.get(key)]
        first = next((self.seen[mark] for mark in marks if mark in self.seen), None)
        if first is not None:
            says = N_("The same vendor stands in row %(row)s of sheet %(sheet)s already; keep one of the two.")
            self._trouble(row, self._name_key(row), phrase(says, row=first.row, sheet=first.sheet), plan)
            return
        keys = {("key", name_key(values[key])) for key in ("name_zh", "name_en") if values.get(key)} - {("key", "")}
        twin = next((self.seen[key] for key in keys if key in self.seen), None)
        if twin is not None and plan.vendor_id is None:
            says = N_("Possibly the same as %(name)s in row %(row)s.")
            self._trouble(row, self._name_key(row), phrase(says, name=twin.name, row=twin.row), is_warning=True)
        for mark in (*marks, *keys):
            self.seen.setdefault(mark, plan)

    @staticmethod
    def _name_key(row: SheetRow) -> str:
        return next(
            (key for key in ("name", "name_zh", "name_en", "business_number", "lei") if key in row.cells), "name"
        )

    # --- what would change ---

    def _fields(self, values: dict[str, Any], vendor: KnownVendor | None, plan: RowPlan) -> None:
        before: Mapping[str, Any] = vendor.values if vendor else {}
        wanted: dict[str, Any] = {k: values[k] for k in PLAIN_FIELDS if k in values}
        if vendor is None:
            wanted |= {"country": values.get("country", "TW"), "status": VendorStatus.ACTIVE}
        if "status" in values:
            wanted["status"] = values["status"]
        for key, value in wanted.items():
            old = before.get(key) or ""
            if (
                key in ("name_zh", "name_en")
                and vendor
                and values.get("any_name") == value
                and _is_known_as(vendor, value)
            ):
                continue  # a column that does not say which language it is in changes neither name
            if value != old:
                plan.values[key] = value
                plan.changes.append(Change(FIELD_NAMES[key], _shown(old), _shown(value), key == "country"))
        if "owner" in values and values["owner"][0] != before.get("owner_id"):
            plan.values["owner_id"] = values["owner"][0]
            plan.changes.append(Change(FIELD_NAMES["owner"], before.get("owner") or "", values["owner"][1]))
        if "group" in values and folded(values["group"]) != folded(before.get("group") or ""):
            group_id = self.known.groups.get(folded(values["group"]))
            if group_id is None:
                plan.group = values["group"]
            else:
                plan.values["group_id"] = group_id
            label = FIELD_NAMES["group"] if group_id is not None else NEW_GROUP
            plan.changes.append(Change(label, before.get("group") or "", values["group"]))

    def _contact(self, values: dict[str, Any], vendor: KnownVendor | None, plan: RowPlan) -> None:
        wanted = {k.removeprefix("contact_"): v for k, v in values.items() if k.startswith("contact_")}
        if not wanted:
            return
        wanted = {"name": cells.MAIN_CONTACT} | wanted
        contact_id, held = (vendor.contacts if vendor else {}).get(wanted["name"], (None, {}))
        changed = {k: v for k, v in wanted.items() if held.get(k, "") != v}
        if contact_id is not None and not changed:
            return
        plan.contact, plan.contact_id = wanted, contact_id
        for key, value in changed.items():
            plan.changes.append(Change(FIELD_NAMES[f"contact_{key}"], held.get(key, ""), value))

    def _trouble(
        self, row: SheetRow, key: str, says: Phrase, plan: RowPlan | None = None, *, is_warning: bool = False
    ) -> None:
        cell = row.cells.get(key)
        place = (cell.column, cell.heading, cell.text[:80]) if cell else ("", "", "")
        self.troubles.append(Trouble(row.sheet, row.number, *place, says, is_warning))
        if plan is not None and not is_warning:
            plan.is_wrong = True


PLAIN_FIELDS = ("name_zh", "name_en", "business_number", "lei", "country", "website", "out_of_scope_reason", "note")
NEW_GROUP = N_("Group (to be added)")
FIELD_NAMES = {
    "name_zh": N_("Chinese name"),
    "name_en": N_("English name"),
    "business_number": N_("Business number"),
    "lei": N_("LEI"),
    "country": N_("Country"),
    "status": N_("State"),
    "website": N_("Website"),
    "out_of_scope_reason": N_("Outside the rule because"),
    "note": N_("Note"),
    "owner": N_("Responsible person"),
    "group": N_("Group"),
    "contact_name": N_("Contact"),
    "contact_title": N_("Contact's title"),
    "contact_phone": N_("Telephone"),
    "contact_email": N_("E-mail"),
}


def _is_known_as(vendor: KnownVendor, name: str) -> bool:
    return folded(name) in {folded(vendor.values["name_zh"]), folded(vendor.values["name_en"])}


def _shown(value: Any) -> str:
    return VENDOR_STATUS_NAMES[value] if isinstance(value, VendorStatus) else str(value)
