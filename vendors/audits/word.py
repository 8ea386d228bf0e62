"""The audit report as a Word file, with room for signatures. Imported only when one is asked for."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from flask import current_app
from flask_babel import gettext
from werkzeug.wrappers import Response

from core import clock
from core.excel.cells import text_value
from core.i18n import formats, language, say
from core.web.downloads import send_word
from vendors.audits import queries
from vendors.audits.models import VendorAudit
from vendors.audits.rules import AUDIT_KIND_NAMES, FINDING_STATE_NAMES, OUTCOME_NAMES, RESULT_NAMES

LATIN, CHINESE = "Calibri", "Noto Sans TC"


def send_report(audit: VendorAudit) -> Response:
    handle = io.BytesIO()
    _written(audit).save(handle)
    handle.seek(0)
    return send_word(handle, f"audit-V{audit.id}")


def _written(audit: VendorAudit) -> Any:
    document: Any = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    for style in ("Normal", "Title", "Heading 1", "Table Grid"):
        _font(document.styles[style])
    document.styles["Normal"].font.size = Pt(10.5)
    settings = current_app.config["SETTINGS"]
    firm = settings.firm_name if language().startswith("zh") else settings.firm_name_en or settings.firm_name
    title, lead, approved = gettext("Audit report"), gettext("Lead auditor"), gettext("Approved by")
    document.core_properties.title = f"{title} {audit.name}"[:250]
    document.core_properties.author, document.core_properties.comments = _clean(firm), ""
    document.core_properties.created = document.core_properties.modified = clock.now().replace(tzinfo=None)
    if firm:
        document.add_paragraph(_clean(firm))
    document.add_heading(_clean(f"{title}: {audit.vendor.name}"), 0)
    _table(document, (4.5, 12), _facts(audit))
    if audit.summary:
        document.add_heading(gettext("Summary"), 1)
        document.add_paragraph(_clean(audit.summary))
    document.add_heading(gettext("What it looks at"), 1)
    heads = (gettext("Control"), gettext("Outcome"), gettext("What was seen"))
    rows = [
        (queries.control_name(i.control), say(RESULT_NAMES[i.result]) if i.result else "—", i.note) for i in audit.items
    ]
    _table(document, (6, 2.7, 7.8), rows, heads)
    document.add_heading(gettext("Findings of audits"), 1)
    if audit.findings:
        _table(document, (1, 2.2, 5, 2.3, 6), list(_findings(audit)), _finding_heads())
    else:
        document.add_paragraph(gettext("None."))
    blank = "____________________"
    document.add_paragraph()
    document.add_paragraph(f"{lead}: {blank}    {approved}: {blank}")
    return document


def _facts(audit: VendorAudit) -> list[tuple[str, str]]:
    return [
        (gettext("No."), f"V{audit.id}"),
        (gettext("Kind"), say(AUDIT_KIND_NAMES[audit.kind])),
        (gettext("Conducted on"), formats.day(audit.conducted_on) if audit.conducted_on else "—"),
        (gettext("Lead auditor"), audit.lead.name if audit.lead else "—"),
        (gettext("Audit team"), audit.team or "—"),
        (gettext("Scope, in words"), audit.scope or "—"),
        (gettext("Outcome"), say(OUTCOME_NAMES[audit.outcome]) if audit.outcome else "—"),
    ]


def _finding_heads() -> Sequence[str]:
    return gettext("No."), gettext("Severity"), gettext("Finding"), gettext("Due"), gettext("Vendor's answer")


def _findings(audit: VendorAudit) -> Iterable[tuple[str, ...]]:
    for at, one in enumerate(audit.findings, 1):
        state = say(FINDING_STATE_NAMES[one.state])
        told = "\n".join(part for part in (one.title, one.detail, f"[{state}]") if part)
        yield str(at), str(queries.severity_badge(one.severity)), told, formats.day(one.due_on), one.response or "—"


def _table(document: Any, widths: Sequence[float], rows: Sequence[Sequence[str]], heads: Sequence[str] = ()) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for at, values in enumerate([heads, *rows] if heads else rows):
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if heads and not at:
            added._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for place, (cell, value, width) in enumerate(zip(added.cells, values, widths, strict=True)):
            cell.width = Cm(width)
            cell.paragraphs[0].add_run(_clean(value)).bold = not at if heads else not place


def _font(style: Any) -> None:
    style.font.name = LATIN
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)


def _clean(words: str) -> str:
    return str(text_value(words))
