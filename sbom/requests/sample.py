"""The sample firm's requests: one overdue and answered in part, one waiting, one not sent yet."""

from datetime import date, timedelta
from io import BytesIO

from sqlalchemy import delete, select

from contracts.letters import drafting as letters
from contracts.letters.models import Letter
from contracts.letters.operations import send_letter
from contracts.letters.rules import LetterKind, default_reply_by
from core.auth.models import User
from core.auth.rules import Role
from core.calendar import calendar
from core.db import db
from core.demo.operations import Context
from core.files import open_file
from sbom.components.models import Delivery
from sbom.disclosure.queries import disclosure_summary
from sbom.products.models import Product
from sbom.requests import drafting, operations, queries
from sbom.requests.content import RequestDraft
from sbom.requests.models import AnswerFile, ComponentRequest, RequestLine
from sbom.statements.models import Statement
from vendors.register.models import Vendor

AGES = (24, 5, 0)
"""How many days ago each was written; the last is not sent yet."""
_ANSWERS = (
    ("https://git.example.org/{name}.git", "Source repository", "MIT"),
    ("https://downloads.example.org/{name}.zip", "Download", "Apache-2.0"),
    ("", "", "NOASSERTION"),
)
"""What a vendor sends back, row after row: two that prove something, one that does not."""


def exists() -> bool:
    return False  # never without products, which tell


def has_real_data() -> bool:
    return False  # a real request hangs on a real product


def load(context: Context) -> None:
    """A request to each of the vendors whose software lacks most."""
    writers = context.made["people"].get(Role.IT_MANAGER, [])
    writer = writers[0] if writers else None
    lacking: dict[int, list[Delivery]] = {}
    for one in disclosure_summary(context.today):
        if one.delivery is not None and one.delivery.incomplete:
            lacking.setdefault(one.vendor_id, []).append(one.delivery)
    chosen = sorted(lacking.items(), key=lambda each: -sum(d.incomplete for d in each[1]))
    for age, (vendor_id, deliveries) in zip(AGES, chosen, strict=False):
        dated_on = context.today - timedelta(days=age)
        request = _request(db.session.get_one(Vendor, vendor_id), deliveries, dated_on, writer)
        if age:
            send_letter(request.letter, sent_on=dated_on, how="電子郵件", by=writer)
        if age == AGES[0]:
            _answer(request, dated_on + timedelta(days=9), writer)


def _request(vendor: Vendor, deliveries: list[Delivery], dated_on: date, writer: User | None) -> ComponentRequest:
    language = "zh_Hant_TW"
    parts, left_out = drafting.parts_of(deliveries, language)
    draft = RequestDraft(
        language=language,
        is_roc=True,
        sender=letters.sender(writer, language),
        vendor=letters.vendor_name(vendor, language),
        attention="",
        reference="",
        dated_on=dated_on,
        reply_by=default_reply_by(dated_on, calendar()),
        parts=parts,
        left_out=left_out,
    )
    return operations.draft_request(vendor, draft, by=writer)


def _answer(request: ComponentRequest, on: date, writer: User | None) -> None:
    """The vendor fills in the first rows of its workbook and sends it back."""
    from openpyxl import load_workbook

    with open_file(request.sha256) as handle:
        book = load_workbook(BytesIO(handle.read()))
    sheet = book.worksheets[1]
    for row in range(2, min(sheet.max_row, 13) + 1):
        url, kind, licence = _ANSWERS[row % len(_ANSWERS)]
        name = str(sheet.cell(row, 3).value or "component")
        for column, value in ((9, url.format(name=name)), (10, kind), (13, licence)):
            sheet.cell(row, column).value = value or None
    handle = BytesIO()
    book.save(handle)
    handle.seek(0)
    file = operations.upload_answer(request, stream=handle, name="元件來源及授權_回覆.xlsx", stated_on=on, by=writer)
    operations.apply_answer(file, queries.plan_of(file, request).digest, by=writer)


def remove() -> dict[str, int]:
    """Take the requests to sample vendors out again, with what they answered."""
    vendors = select(Vendor.id).where(Vendor.is_sample)
    of_sample = Letter.vendor_id.in_(vendors) & (Letter.kind == LetterKind.COMPONENTS)
    letter_ids = list(db.session.scalars(select(Letter.id).where(of_sample)))
    ids = list(db.session.scalars(select(ComponentRequest.id).where(ComponentRequest.letter_id.in_(letter_ids))))
    products = select(Product.id).where(Product.is_sample)
    db.session.execute(delete(Statement).where(Statement.product_id.in_(products)))
    for model in (AnswerFile, RequestLine):
        db.session.execute(delete(model).where(model.request_id.in_(ids)))
    db.session.execute(delete(ComponentRequest).where(ComponentRequest.id.in_(ids)))
    db.session.execute(delete(Letter).where(Letter.id.in_(letter_ids)))
    return {"requests": len(ids)}
