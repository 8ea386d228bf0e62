"""The styles of a letter in Word's terms: fonts that hold Traditional Chinese, numbered lists, a table with a heading row."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

LATIN, HAN = "Times New Roman", "DFKai-SB"
"""標楷體, in which official letters are set in Taiwan."""
OTHERWISE = "標楷體,BiauKai,AR PL UKai TW,Noto Serif CJK TC,Noto Sans CJK TC"
"""Its other name, and what to take where it is missing: left to itself a program takes the Japanese shapes."""
INK, SOFT = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x55, 0x63, 0x6F)
BRAND = "1F3A5F"
WIDTH = Cm(16)
"""Between the margins."""


def prepare(document: Document, *, is_chinese: bool) -> None:
    """Page, fonts and styles; `document` is a new one."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.4), Cm(2.2)
    _defaults(document, is_chinese=is_chinese)
    _name_fonts(document)
    _as_of_today(document)
    styles: Any = document.styles
    normal = styles["Normal"]
    _font(normal, 12 if is_chinese else 11)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15 if is_chinese else 1.1
    line = 18 if is_chinese else 15.5
    _style(document, "Letterhead", size=20, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, after=2)
    _style(document, "Letter Address", size=10, align=WD_ALIGN_PARAGRAPH.CENTER, after=14, color=SOFT)
    _style(document, "Letter Line", after=2)
    _style(document, "Letter Subject", bold=True, before=10, after=8)
    _style(document, "Letter Signature", before=4, after=14)
    _style(document, "Table Text", size=10, after=0, line=12.5)
    _style(document, "Table Heading", size=10, bold=True, after=0, line=12.5)
    _style(document, "Clause Label", size=10.5, bold=True, after=1, color=SOFT, with_next=True, line=15)
    _style(document, "Clause Text", after=7, indent=0.6, with_next=True, line=line)
    _style(document, "Contract Passage", size=11, after=2, indent=0.9, border="9AA7B3", line=line)
    _style(document, "Passage Source", size=9.5, after=7, indent=0.9, color=SOFT, line=14)
    _style(document, "Proposed Wording", size=11.5, after=2, indent=0.9, border=BRAND, shade="F0F4F8", line=line)
    for name, size, before in (("Heading 1", 15, 6), ("Heading 2", 13, 14), ("Heading 3", 12, 12)):
        _heading(styles[name], size, before)
    _style(document, "Letter Item", after=4)


def _defaults(document: Document, *, is_chinese: bool) -> None:
    """What a program takes where a style says nothing: our fonts, and the language they are in."""
    root: Any = document.styles.element
    run = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    run.append(
        parse_xml(f'<w:rFonts {nsdecls("w")} w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{HAN}" w:cs="{LATIN}"/>')
    )
    run.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="22"/>'))
    language = "zh-TW" if is_chinese else "en-US"
    run.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{language}" w:eastAsia="zh-TW" w:bidi="ar-SA"/>'))


def _as_of_today(document: Document) -> None:
    """Without this Word opens the file in the compatibility mode of 2007."""
    settings: Any = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    later = (
        "w:docVars",
        "w:rsids",
        "m:mathPr",
        "w:themeFontLang",
        "w:clrSchemeMapping",
        "w:decimalSymbol",
        "w:listSeparator",
    )
    settings.insert_element_before(compat, *later)


def _name_fonts(document: Document) -> None:
    """The table of the file's fonts: ours, and what stands in for the Chinese one."""
    table: Any = document.part.part_related_by(RT.FONT_TABLE)
    table._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>'
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
        f'<w:font w:name="{HAN}"><w:altName w:val="{OTHERWISE}"/><w:charset w:val="88"/><w:family w:val="script"/>'
        '<w:pitch w:val="fixed"/></w:font></w:fonts>'
    ).encode()


def _font(style: Any, size: float, *, bold: bool = False, color: RGBColor = INK) -> None:
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, color
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for key, face in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", HAN), ("cs", LATIN)):
        fonts.set(qn(f"w:{key}"), face)
    properties.insert(0, fonts)


def _style(
    document: Document,
    name: str,
    *,
    size: float = 0,
    bold: bool = False,
    align: Any = None,
    before: float = 0,
    after: float = 6,
    indent: float = 0,
    line: float = 0,
    color: RGBColor = INK,
    border: str = "",
    shade: str = "",
    with_next: bool = False,
) -> None:
    styles: Any = document.styles
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.quick_style = True
    _font(style, size or styles["Normal"].font.size.pt, bold=bold, color=color)
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), with_next
    if align is not None:
        form.alignment = align
    if indent:
        form.left_indent = Cm(indent)
    if line:
        # In points: with a multiple of the line LibreOffice leaves labels behind at the foot of a page.
        form.line_spacing, form.line_spacing_rule = Pt(line), WD_LINE_SPACING.AT_LEAST
    properties = style.element.get_or_add_pPr()
    if border:
        edge = f'<w:left w:val="single" w:sz="12" w:space="8" w:color="{border}"/>'
        properties.insert_element_before(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>"),
            "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
        )  # fmt: skip
    if shade:
        properties.insert_element_before(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{shade}"/>'),
            "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
        )  # fmt: skip


def _heading(style: Any, size: float, before: float) -> None:
    _font(style, size, bold=True, color=RGBColor.from_string(BRAND))
    style.font.italic = False
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(4), True


class Numbering:
    """Lists that number themselves: each call gives a new one that begins at 1."""

    def __init__(self, document: Document, *, is_chinese: bool) -> None:
        self._root: Any = document.part.numbering_part.element
        taken = [int(each.get(qn("w:abstractNumId"))) for each in self._root.findall(qn("w:abstractNum"))]
        self._next = max(taken, default=0) + 1
        self._is_chinese = is_chinese

    def items(self) -> int:
        """For the numbered sentences of the letter: 一、二、三、 or 1. 2. 3."""
        if self._is_chinese:
            return self._add("taiwaneseCountingThousand", "%1、", hanging=0.85)
        return self._add("decimal", "%1.", hanging=0.75)

    def entries(self) -> int:
        """For the clauses of one contract in the annex."""
        return self._add("decimal", "%1.", hanging=0.75)

    def _add(self, form: str, text: str, *, hanging: float) -> int:
        number, twips = self._next, int(hanging * 567)
        self._next += 1
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{twips}" w:hanging="{twips}"/></w:pPr></w:lvl></w:abstractNum>'
        )
        first = self._root.find(qn("w:num"))
        if first is None:
            self._root.append(abstract)
        else:
            first.addprevious(abstract)
        return int(self._root.add_num(number).numId)


def numbered(paragraph: Any, list_id: int) -> None:
    """Make a paragraph an item of a list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = list_id
