"""The columns of a vendor file: what they are called in the spreadsheets people keep, and where the headings stand. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.phrases import N_


@dataclass(frozen=True)
class Column:
    """A column that is read. `label` is its heading in our template; `also` what else it is called; `hint` explains it.

    `choices`: the name of the list that its cells choose from, for the template; empty for free text.
    """

    key: str
    label: str
    also: tuple[str, ...]
    hint: str
    choices: str = ""


COLUMNS = (
    Column(
        "name",
        N_("Vendor name"),
        ("廠商名稱", "名稱", "廠商", "公司名稱", "供應商", "供應商名稱", "委外廠商", "委外廠商名稱", "受託廠商", "受託機構", "廠商全名",
         "vendor", "vendor name", "company", "company name", "supplier", "supplier name", "provider", "provider name"),
        N_("As in the company register. A vendor is found again by its business number, then its LEI, then its exact name."),
    ),
    Column(
        "name_zh",
        N_("Chinese name"),
        ("中文名稱", "廠商中文名稱", "公司中文名稱", "中文全名", "chinese name", "name (chinese)", "name zh"),
        N_("Only where a file keeps both names apart."),
    ),
    Column(
        "name_en",
        N_("English name"),
        ("英文名稱", "廠商英文名稱", "公司英文名稱", "英文全名", "english name", "name (english)", "name en"),
        N_("The registered English name."),
    ),
    Column(
        "business_number",
        N_("Business number"),
        ("統一編號", "統編", "稅籍編號", "營利事業統一編號", "公司統編", "廠商統編", "公司統一編號", "廠商統一編號", "tax id",
         "tax number", "tax id number", "business number", "business id", "uniform number", "unified business number", "ubn",
         "vat number", "gui number", "gui no", "company id"),
        N_("8 digits, checked; a leading zero that the spreadsheet dropped is put back. Empty for vendors abroad."),
    ),
    Column(
        "lei",
        N_("LEI"),
        ("lei", "lei code", "lei 碼", "法人識別碼", "法人機構識別編碼", "legal entity identifier"),
        N_("20 characters, checked."),
    ),
    Column(
        "country",
        N_("Country"),
        ("國別", "國家", "註冊國", "註冊地", "所在國家", "國籍", "country", "country of registration", "nation", "seat"),
        N_("A name or a two-letter code; Taiwan where a new vendor has none."),
        "countries",
    ),
    Column(
        "group",
        N_("Group"),
        ("集團", "所屬集團", "集團名稱", "母公司", "關係企業", "group", "corporate group", "parent", "parent company"),
        N_("A group that is not known yet is added."),
        "groups",
    ),
    Column(
        "status",
        N_("State"),
        ("狀態", "往來狀態", "合作狀態", "廠商狀態", "status", "state", "vendor status", "relationship status"),
        N_("A new vendor without one is active."),
        "statuses",
    ),
    Column(
        "owner",
        N_("Responsible person"),
        ("承辦人", "承辦人員", "承辦同仁", "負責同仁", "業務承辦", "本公司承辦人", "管理人員", "內部窗口", "責任人", "責任人員",
         "owner", "responsible", "responsible person", "vendor manager", "relationship owner", "internal owner"),
        N_("One of the firm's people, by name or account."),
        "owners",
    ),
    Column("website", N_("Website"), ("網站", "網址", "公司網站", "公司網址", "website", "web", "url", "homepage"), N_("Begins with https://.")),
    Column(
        "out_of_scope_reason",
        N_("Outside the rule because"),
        ("排除理由", "不適用理由", "非屬委外理由", "不適用原因", "排除原因", "out of scope", "out of scope reason", "exclusion reason",
         "outside the rule because"),
        N_("Only for exchange bodies, SWIFT and the like; empty otherwise."),
    ),
    Column("note", N_("Note"), ("備註", "附註", "說明", "note", "notes", "remark", "remarks", "comment", "comments"), N_("Free text.")),
    Column(
        "contact_name",
        N_("Contact"),
        ("聯絡人", "聯絡人姓名", "聯絡窗口", "聯絡窗口姓名", "廠商聯絡人", "廠商窗口", "窗口", "窗口姓名",
         "對口人員", "業務窗口", "contact", "contact name", "contact person"),
        N_("Who to call at the vendor."),
    ),
    Column("contact_title", N_("Contact's title"), ("職稱", "聯絡人職稱", "title", "job title", "contact title", "contact's title"), N_("Free text.")),
    Column(
        "contact_phone",
        N_("Telephone"),
        ("電話", "聯絡電話", "聯絡人電話", "廠商電話", "公司電話", "手機", "telephone", "phone", "tel", "phone number", "contact phone",
         "mobile"),
        N_("Free text."),
    ),
    Column(
        "contact_email",
        N_("E-mail"),
        ("電子郵件", "電子信箱", "信箱", "聯絡人信箱", "聯絡信箱", "電郵", "email", "e-mail", "mail", "e-mail address", "email address",
         "contact email"),
        N_("An e-mail address."),
    ),
)  # fmt: skip
IDENTITY = frozenset({"name", "name_zh", "name_en", "business_number", "lei"})
LOOK_WITHIN = 30
"""Above the headings stand titles, dates, stamps: so many rows at most."""


@dataclass(frozen=True)
class Placed:
    """Where the headings of a sheet stand, and what is under each. `columns`: key → index from 0."""

    row: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    unknown: tuple[int, ...]
    doubled: tuple[tuple[int, int], ...]


def plain_heading(text: str) -> str:
    """What two writings of one heading have in common: width, case, spaces, punctuation and marks do not count."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text[:200]).casefold())


def dictionary(columns: Iterable[Column], labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every known writing → the column's key. `labels`: the headings of our own template, in each language."""
    known: dict[str, str] = {}
    for column in columns:
        for writing in (column.label, *column.also, *labels.get(column.key, ())):
            known.setdefault(plain_heading(writing), column.key)
    return known


def key_of(heading: str, known: Mapping[str, str]) -> str | None:
    """The column a heading means; a remark in brackets (統一編號（8碼）) does not count."""
    text = unicodedata.normalize("NFKC", heading[:200])
    for writing in (text, re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", text), text.split("\n", 1)[0]):
        if key := known.get(plain_heading(writing)):
            return key
    return None


def find_headings(rows: Iterable[tuple[int, Sequence[str]]], known: Mapping[str, str]) -> Placed | None:
    """The heading row among the first ones: the first that names a vendor and one thing more, or only the vendor in a
    list of one column. `rows`: (row number, cells as text). None where there is none."""
    only: Placed | None = None
    for seen, (number, cells) in enumerate(rows):
        if seen >= LOOK_WITHIN:
            break
        placed = _place(number, cells, known)
        if not placed.columns.keys() & IDENTITY:
            continue
        if len(placed.columns) + len(placed.doubled) >= 2:
            return placed
        if only is None and len(placed.headings) == 1:
            only = placed
    return only


def _place(number: int, cells: Sequence[str], known: Mapping[str, str]) -> Placed:
    columns: dict[str, int] = {}
    unknown, doubled = [], []
    headings = {index: text.strip() for index, text in enumerate(cells) if text.strip()}
    for index, text in headings.items():
        key = key_of(text, known)
        if key is None:
            unknown.append(index)
        elif key in columns:
            doubled.append((columns[key], index))
        else:
            columns[key] = index
    return Placed(number, columns, headings, tuple(unknown), tuple(doubled))
