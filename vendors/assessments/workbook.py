"""The questionnaire as a workbook for the vendor: what is ours locked, lists to choose from, its code inside.

In openpyxl's terms. `row_id` and `file_code` are what tells on the way back whose file it is.
"""

import tempfile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.excel.cells import put, sheet_title
from core.excel.streaming import HEAD_FILL, HEAD_FONT
from core.phrases import Wording
from core.web.listing import Kind
from vendors.assessments import wording as w
from vendors.assessments.models import Assessment
from vendors.assessments.plan import file_code, row_id
from vendors.assessments.questionnaire import DAYS, NUMBERS, Question, Section
from vendors.assessments.rules import Review

_TOP = Alignment(wrap_text=True, vertical="top")
_OURS = PatternFill("solid", fgColor="E8ECF1")
_BACK = PatternFill("solid", fgColor="FFF2CC")
_LINE = Border(*(Side("thin", color="C5CDD6"),) * 4)
_BODY = Font(name="Noto Sans TC")
_BOLD = Font(name="Noto Sans TC", bold=True)


def write_questionnaire(assessment: Assessment, language: str, firm: str) -> IO[bytes]:
    """In one language, with what is answered already; an open temporary file at its start."""
    book = Workbook(write_only=True)
    _instructions(book.create_sheet(sheet_title(w.INSTRUCTIONS.in_language(language))), assessment, language, firm)
    writer = _Questions(assessment, language)
    writer.write(book.create_sheet(sheet_title(w.QUESTIONS.in_language(language))))
    lists = book.create_sheet("Lists")
    lists.sheet_state = "hidden"
    for row in range(max((len(column) for column in writer.lists), default=0)):
        lists.append([_cell(lists, column[row]) if row < len(column) else None for column in writer.lists])
    book.active = 1
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    book.save(handle)
    handle.seek(0)
    return handle


def _cell(sheet: Any, value: Any, *, font: Font = _BODY, fill: PatternFill | None = None) -> Any:
    cell = put(WriteOnlyCell(sheet), "" if value is None else value, Kind.TEXT)
    cell.font, cell.alignment = font, _TOP
    if fill is not None:
        cell.fill = fill
    return cell


def _instructions(sheet: Any, assessment: Assessment, language: str, firm: str) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.protection.sheet = True
    asked = assessment.questions
    title = _cell(sheet, asked.title.in_language(language), font=Font(name="Noto Sans TC", bold=True, size=14))
    sheet.append([title])
    values = {
        "firm": firm,
        "vendor": assessment.vendor.name,
        "questionnaire": f"{asked.title.in_language(language)} {asked.version}",
        "reply_by": assessment.reply_by.isoformat() if assessment.reply_by else "",
        "code": file_code(assessment.id, asked),
    }
    for name, word in w.META.items():
        sheet.append([_cell(sheet, word.in_language(language), font=_BOLD), _cell(sheet, values[name])])
    sheet.append([])
    for number, step in enumerate((asked.lead, *w.STEPS) if asked.lead.zh else w.STEPS, 1):
        sheet.append([_cell(sheet, str(number)), _cell(sheet, step.in_language(language))])


class _Questions:
    """The sheet that is filled in. `lists` are the columns of the hidden sheet, one for each set of answers."""

    def __init__(self, assessment: Assessment, language: str) -> None:
        self.assessment, self.language = assessment, language
        self.lists: list[list[str]] = []
        self.rules: dict[tuple[str, ...], DataValidation] = {}
        self.letters = {name: get_column_letter(place) for place, name in enumerate(w.COLUMNS, 1)}

    def say(self, words: Wording) -> str:
        return words.in_language(self.language)

    def write(self, sheet: Any) -> None:
        sheet.freeze_panes = "E2"
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:1"
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        for name, letter in self.letters.items():
            sheet.column_dimensions[letter].width = w.WIDTHS[name]
        heads = [_cell(sheet, self.say(word), font=HEAD_FONT, fill=HEAD_FILL) for word in w.COLUMNS.values()]
        sheet.append(heads)
        at = 2
        for section in self.assessment.questions.sections:
            for question in section.questions:
                sheet.append(self._row(sheet, section, question))
                self._validate(question, at)
                at += 1
        for rule in self.rules.values():
            sheet.data_validations.append(rule)

    def _row(self, sheet: Any, section: Section, question: Question) -> list[Any]:
        held = self.assessment.said.get(question.id)
        ours = (
            row_id(self.assessment.id, self.assessment.questions, question), f"{question.number}{'*' * question.is_critical}",
            self.say(section.title), "\n".join(filter(None, (self.say(question.text), self.say(question.help)))),
            self._how(question),
        )  # fmt: skip
        cells = [_cell(sheet, value, fill=_OURS) for value in ours]
        back = held is not None and held.review is Review.ASKED_BACK
        remark = held.remark if held else ""
        if held is not None and back:
            cells[3] = _cell(sheet, f"{ours[3]}\n{self.say(w.ASKED_BACK)}{held.review_note}", fill=_BACK)
        answer = self._answer(sheet, question, held.value if held else "")
        theirs = [answer, _cell(sheet, held.evidence if held else ""), _cell(sheet, remark)]
        for cell in theirs:
            cell.protection = Protection(locked=False)
        for cell in (*cells, *theirs):
            cell.border = _LINE
        return [*cells, *theirs]

    def _answer(self, sheet: Any, question: Question, value: str) -> Any:
        """What is known already. Numbers in a number's cell; a day as text, since 民國 years are written too."""
        option = question.option(value)
        if option is not None:
            return _cell(sheet, self.say(option.label))
        cell = _cell(sheet, value)
        if question.kind in NUMBERS:
            cell.value, cell.number_format = float(value) if value else None, "General"
        else:
            cell.number_format = "@"
        return cell

    def _how(self, question: Question) -> str:
        parts = [self.say(w.HOW[question.kind])]
        if question.needs_evidence:
            parts.append(self.say(w.NEEDS_EVIDENCE))
        if question.is_optional:
            parts.append(self.say(w.OPTIONAL))
        return "\n".join(parts)

    def _validate(self, question: Question, at: int) -> None:
        if question.options:
            self._rule(tuple(self.say(option.label) for option in question.options)).add(
                f"{self.letters['answer']}{at}"
            )
        elif question.kind in NUMBERS:
            most = f"{question.most:f}"
            rule = self.rules.get(("number", most))
            if rule is None:
                rule = DataValidation("decimal", operator="between", formula1="0", formula2=most, allow_blank=True)
                rule.error, rule.showErrorMessage = self.say(w.NUMBER_ERROR) % {"most": f"{question.most:,}"}, True
                rule.prompt, rule.showInputMessage = self.say(w.HOW[question.kind]), True
                self.rules["number", most] = rule
            rule.add(f"{self.letters['answer']}{at}")
        elif question.kind in DAYS:
            rule = self.rules.get(("day",))
            if rule is None:
                rule = DataValidation("textLength", operator="lessThanOrEqual", formula1="40", allow_blank=True)
                rule.prompt, rule.showInputMessage = self.say(w.STEPS[2]), True
                self.rules["day",] = rule
            rule.add(f"{self.letters['answer']}{at}")

    def _rule(self, labels: tuple[str, ...]) -> DataValidation:
        key = ("list", *labels)
        if key not in self.rules:
            self.lists.append(list(labels))
            column = get_column_letter(len(self.lists))
            rule = DataValidation("list", formula1=f"Lists!${column}$1:${column}${len(labels)}", allow_blank=True)
            rule.error, rule.showErrorMessage = self.say(w.CHOOSE), True
            self.rules[key] = rule
        return self.rules[key]
