"""The closing report as a Word file. Imported only when one is asked for."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from flask import current_app
from flask_babel import gettext

from contracts.letters.word_styles import prepare
from contracts.offboarding.closing import Report, facts, heads, row
from core.excel.cells import text_value
from core.i18n import language, say

WIDTHS = (Cm(6.4), Cm(2.5), Cm(2.6), Cm(3.3), Cm(3.3), Cm(6.6))


def write_report(report: Report, made_at: datetime) -> IO[bytes]:
    """A4 across, one row a task, with room for two signatures."""
    is_chinese = language() == "zh_Hant_TW"
    document: Any = docx.Document()
    for paragraph in list(document.paragraphs):
        document.element.body.remove(paragraph._p)
    prepare(document, is_chinese=is_chinese)
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    title = gettext("Closing report")
    core = document.core_properties
    core.title, core.author, core.comments = f"{title} {report.contract.number}"[:250], "", ""
    core.language = "zh-TW" if is_chinese else "en"
    core.created = core.modified = made_at.replace(tzinfo=None)
    settings = current_app.config["SETTINGS"]
    firm = settings.firm_name if is_chinese else settings.firm_name_en
    if firm:
        document.add_paragraph(_clean(firm), style="Letterhead")
    document.add_paragraph(_clean(title), style="Heading 1")
    for label, value in facts(report):
        document.add_paragraph(_clean(f"{label}: {value}"), style="Letter Line")
    document.add_paragraph(_clean(say(report.says)), style="Letter Subject")
    _table(document, heads(), [row(task, report) for task in report.tasks])
    if report.excepted:
        document.add_paragraph(_clean(gettext("Accepted as not done")), style="Heading 2")
        for task in report.excepted:
            who = task.verified_by.name if task.verified_by else ""
            document.add_paragraph(_clean(f"{say(task.title)} – {task.completion_note} ({who})"), style="Letter Line")
    if report.left:
        document.add_paragraph(_clean(gettext("Accounts left to other contracts")), style="Heading 2")
        for label, why in report.left:
            document.add_paragraph(_clean(f"{label} – {say(why)}"), style="Letter Line")
    document.add_paragraph(
        _clean(f"{gettext('Prepared by')}: ____________________    {gettext('Approved by')}: ____________________"),
        style="Letter Subject",
    )
    handle = io.BytesIO()
    document.save(handle)
    handle.seek(0)
    return handle


def _clean(words: str) -> str:
    return text_value(words)


def _table(document: Any, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(titles), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    for at, values in enumerate([titles, *rows]):
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = added.cells
        for cell, value, width in zip(cells, values, WIDTHS, strict=True):
            cell.width = width
            cell.paragraphs[0].text = _clean(value)
            cell.paragraphs[0].style = "Table Text" if at else "Table Heading"
    head = table.rows[0]._tr.get_or_add_trPr()
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head.append(repeat)
