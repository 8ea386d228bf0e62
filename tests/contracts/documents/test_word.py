"""Word files: every place where words that bind can stand, and none where they do not."""

import pytest

from contracts.documents.reading import DocumentText, Kind, read
from contracts.documents.reading.text import STRUCK
from core.errors import Unreadable
from tests.contracts.documents.makers import W, docx, p


def t(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def document(body: str, **parts: str) -> DocumentText:
    return read(docx(body, **parts), "合約.docx")


def lines(body: str, **parts: str) -> list[str]:
    return [words for _, words in document(body, **parts).read()]


def kinds(body: str, **parts: str) -> dict[str, Kind]:
    found = document(body, **parts)
    return {found.words(each): each.kind for each in found.paragraphs}


# Where words stand


def test_cells_are_told_apart_and_a_cell_merged_downwards_stays_empty():
    merged = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("下單系統") + "</w:tc>"
    below = "<w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p("") + "</w:tc>"
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("服務水準") + "</w:tc>"
    body = (
        f"<w:tbl><w:tr>{wide}<w:tc>{p('目標')}</w:tc></w:tr><w:tr>{merged}<w:tc>{p('可用率')}</w:tc><w:tc>{p('99.9%')}</w:tc></w:tr>"
        f"<w:tr>{below}<w:tc>{p('回應')}</w:tc><w:tc>{p('30 分鐘')}</w:tc></w:tr></w:tbl>"
    )
    assert lines(body) == ["服務水準 | 目標", "下單系統 | 可用率 | 99.9%", "| 回應 | 30 分鐘"]


def test_a_table_in_a_table_is_read_after_the_row_it_stands_in():
    body = table(["指標", p("目標") + table(["內層", "九分鐘"])])
    assert kinds(body) == {"指標 | 目標": Kind.TABLE_ROW, "內層 | 九分鐘": Kind.TABLE_ROW}


def test_a_table_that_frames_the_whole_contract_is_read_as_paragraphs():
    body = table([p("第一條　期間") + p("本合約為期一年。")])
    assert kinds(body) == {"第一條　期間": Kind.BODY, "本合約為期一年。": Kind.BODY}


@pytest.mark.parametrize(
    "box",
    [
        "<w:pict><w:txbxContent>{}</w:txbxContent></w:pict>",
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps">'
        "<w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent>"
        "</w:pict></mc:Fallback></mc:AlternateContent>",
    ],
    ids=["old Word", "new Word"],
)
def test_a_text_box_is_read_once(box):
    body = f"<w:p>{t('前文')}<w:r>{box.format(p('乙方應於一小時內通報。'))}</w:r></w:p>"
    assert kinds(body) == {"前文": Kind.BODY, "乙方應於一小時內通報。": Kind.TEXTBOX}


@pytest.mark.parametrize("wrap", ["w:sdt><w:sdtContent", "w:smartTag", "w:customXml", "w:ins", "w:hyperlink"])
def test_words_in_whatever_wraps_them_are_read(wrap):
    closing = "".join(f"</{tag.strip('</>')}>" for tag in reversed(wrap.split("><")))
    assert lines(f"<w:p>{t('乙方應')}<{wrap}>{t('保密')}{closing}{t('。')}</w:p>") == ["乙方應保密。"]


def test_foot_and_endnotes_stand_at_the_end_under_the_page_they_belong_to():
    def notes(kind: str, number: str, words: str) -> str:
        return f'<w:{kind}s xmlns:w="{W}"><w:{kind} w:id="{number}">{p(words)}</w:{kind}><w:{kind} w:id="99">{p("未引用")}</w:{kind}></w:{kind}s>'

    body = (
        f'<w:p>{t("深夜支援")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        f'<w:p><w:r><w:br w:type="page"/></w:r>{t("備援")}<w:r><w:endnoteReference w:id="3"/></w:r></w:p>'
    )
    found = document(body, footnotes=notes("footnote", "2", "須經甲方同意"), endnotes=notes("endnote", "3", "每年演練"))
    assert [(found.words(q), q.kind, q.page, found.page_at(q.start)) for q in found.paragraphs] == [
        ("深夜支援", Kind.BODY, 1, 1),
        ("備援", Kind.BODY, 2, 2),
        ("須經甲方同意", Kind.FOOTNOTE, 1, 1),
        ("每年演練", Kind.FOOTNOTE, 2, 2),
    ]


def test_headers_and_footers_are_marked_and_named_once():
    def running(tag: str, words: str) -> str:
        return f'<w:{tag} xmlns:w="{W}">{p(words)}</w:{tag}>'

    found = kinds(
        p("本文"),
        header=running("hdr", "機密等級：密"),
        header2=running("hdr", "機密等級：密"),
        footer=running("ftr", "第 1 頁"),
    )
    assert found == {"本文": Kind.BODY, "機密等級：密": Kind.RUNNING, "第 1 頁": Kind.RUNNING}


# What is no text


def test_tracked_insertions_are_text_and_deletions_are_not():
    body = (
        f"<w:p><w:ins>{t('乙方應保固一年。')}</w:ins><w:del><w:r><w:delText>不保固。</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:moveFrom>{t('搬走的')}</w:moveFrom></w:p><w:p><w:moveTo>{t('搬來的')}</w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('刪掉的列')}</w:tc><w:tc>{p('2')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p('留下的列')}</w:tc><w:tc>{p('1')}</w:tc></w:tr></w:tbl>"
    )
    found = document(body)
    assert found.text == "乙方應保固一年。\n搬來的\n留下的列 | 1"
    assert "tracked changes" in str(found.remarks[0])


def test_two_paragraphs_whose_border_was_deleted_are_one():
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{t('乙方應於')}</w:p>"
    assert lines(first + p("三日內修復。")) == ["乙方應於三日內修復。"]


def test_comments_hidden_words_field_codes_and_prompts_are_no_text():
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="1">{p("要不要保固？")}</w:comment></w:comments>'
    body = (
        f'<w:p><w:commentRangeStart w:id="1"/>{t("本文")}<w:r><w:commentReference w:id="1"/></w:r>{t("隱藏", "<w:vanish/>")}</w:p>'
        f'<w:p>{t("日期：")}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{t("115年1月1日")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        f"<w:p>{t('自')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{t('按一下輸入日期')}</w:sdtContent></w:sdt>{t('起')}</w:p>"
    )
    found = document(body, comments=comments)
    assert [found.words(q) for q in found.paragraphs] == ["本文", "日期：115年1月1日", "自____起"]
    assert any("hidden words" in str(remark) for remark in found.remarks)


def test_words_with_a_line_through_them_are_no_text_and_that_is_said():
    struck = t("甲方得隨時終止本合約。", "<w:strike/>") + t("乙方不負責任。", "<w:dstrike/>")
    plain = t("三十日前通知", '<w:strike w:val="0"/>')
    found = document(f"<w:p>{plain}{struck}{t('始得終止。')}</w:p><w:p>{struck}</w:p>")
    assert found.text == "三十日前通知始得終止。"
    assert [str(remark) for remark in found.remarks] == [STRUCK]


def test_a_line_through_words_that_comes_from_a_named_style_counts_too():
    styles = (
        f'<w:styles xmlns:w="{W}">'
        '<w:style w:type="character" w:styleId="Gone"><w:name w:val="刪除文字"/><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Gone2"><w:name w:val="再刪"/><w:basedOn w:val="Gone"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Old"><w:name w:val="舊條文"/><w:rPr><w:dstrike/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Secret"><w:name w:val="密"/><w:rPr><w:vanish/></w:rPr></w:style>'
        "</w:styles>"
    )
    words = (
        ("乙方應於", ""),
        ("四小時", "Gone"),
        ("八小時", "Gone2"),
        ("二小時", "Kept"),
        ("內通報。", ""),
        ("註記", "Secret"),
    )
    runs = "".join(t(each, f'<w:rStyle w:val="{style}"/>' if style else "") for each, style in words)
    runs = runs.replace('<w:rStyle w:val="Kept"/>', '<w:rStyle w:val="Gone"/><w:strike w:val="0"/>')
    body = f'<w:p>{runs}</w:p><w:p><w:pPr><w:pStyle w:val="Old"/></w:pPr>{t("乙方不負責任。")}</w:p>'
    found = document(body, styles=styles)
    assert found.text == "乙方應於二小時內通報。"
    assert len(found.remarks) == 2


def test_boxes_symbols_and_lists_to_choose_from_show_what_was_chosen():
    def check(state: str) -> str:
        return f'<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar>'

    ticked, empty = check("<w:checked/>"), check('<w:default w:val="0"/>')
    drop = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="一年"/><w:listEntry w:val="二年"/></w:ddList></w:ffData>'
    body = (
        f'<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>{t("到府維修")}<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>{t("送修")}</w:p>'
        f"<w:p><w:r>{ticked}</w:r>{t('保固')}<w:r>{empty}</w:r>{t('保險')}</w:p>"
        f"<w:p>{t('保固期間：')}<w:r>{drop}</w:r></w:p>"
    )
    assert lines(body) == ["☑到府維修□送修", "[v]保固[ ]保險", "保固期間：二年"]


def test_embedded_files_are_said_to_be_unread():
    found = document(p("本文"), oleObject1="<x/>")
    assert "embedded" in str(found.remarks[0])


# Numbers


def level(index: int, style: str, pattern: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def numbering(
    *levels: str, nums: str = '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>', more: str = ""
) -> str:
    return f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{more}{nums}</w:numbering>'


def item(words: str, index: int = 0, num: int = 5) -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{num}"/></w:numPr>')


FORMATS = {
    "taiwaneseCountingThousand": ("第%1條", "第十一條"), "taiwaneseCounting": ("%1、", "十一、"), "chineseCounting": ("（%1）", "（十一）"),
    "chineseCountingThousand": ("%1.", "十一."), "ideographLegalTraditional": ("%1、", "壹拾壹、"), "ideographDigital": ("%1、", "一一、"),
    "ideographTraditional": ("%1、", "甲、"), "ideographZodiac": ("%1、", "戌"), "decimal": ("Article %1", "Article 11"), "decimalZero": ("%1", "11"),
    "decimalFullWidth": ("%1．", "１１．"), "decimalEnclosedCircle": ("%1", "⑪"), "upperRoman": ("%1.", "XI."), "lowerRoman": ("(%1)", "(xi)"),
    "upperLetter": ("%1.", "K."), "lowerLetter": ("(%1)", "(k)"), "cardinalText": ("Article %1", "Article Eleven"), "ordinal": ("%1", "11th"),
}  # fmt: skip


@pytest.mark.parametrize("style", FORMATS)
def test_numbers_that_word_makes_are_part_of_the_text(style):
    pattern, eleventh = FORMATS[style]
    found = lines("".join(item("條文") for _ in range(11)), numbering=numbering(level(0, style, pattern)))
    assert found[10].startswith(eleventh)
    assert found[10].endswith("條文")


LEVELS = (
    level(0, "taiwaneseCountingThousand", "第%1條"),
    level(1, "decimal", "%1.%2", "<w:isLgl/>"),
    level(2, "lowerLetter", "(%3)"),
)


def test_deeper_numbers_begin_anew_and_legal_ones_are_arabic():
    body = item("期間") + item("起日", 1) + item("甲", 2) + item("迄日", 1) + item("保密") + item("對象", 1)
    assert lines(body, numbering=numbering(*LEVELS)) == [
        "第一條 期間", "1.1 起日", "(a) 甲", "1.2 迄日", "第二條 保密", "2.1 對象",
    ]  # fmt: skip


def test_a_level_that_never_restarts_counts_on():
    levels = (level(0, "upperLetter", "%1."), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'))
    assert lines(item("甲") + item("一", 1) + item("乙") + item("二", 1), numbering=numbering(*levels))[3] == "2. 二"


def test_an_empty_item_takes_a_number_and_a_deleted_one_does_not():
    gone = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>舊</w:delText></w:r></w:del></w:p>'
    body = item("期間") + item("") + gone + item("保密")
    assert lines(body, numbering=numbering(*LEVELS)) == ["第一條 期間", "第三條 保密"]


def test_a_list_may_start_elsewhere_redefine_a_level_or_be_defined_by_a_list_style():
    nums = (
        '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="6"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>'
        f'<w:num w:numId="7"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "附件%1")}</w:lvlOverride></w:num>'
        '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>'
    )
    more = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="條文"/></w:abstractNum>'
    first = f'<w:styleLink w:val="條文"/>{LEVELS[0]}'
    body = item("a") + item("b", num=6) + item("c", num=7) + item("d", num=8)
    assert lines(body, numbering=numbering(first, nums=nums, more=more)) == [
        "第一條 a",
        "第九條 b",
        "附件J c",
        "第十一條 d",
    ]


def test_a_style_numbers_its_paragraphs_at_the_level_it_is_linked_to():
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="A"><w:name w:val="條"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:name w:val="項"/><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    levels = (
        level(0, "taiwaneseCounting", "第%1條", '<w:pStyle w:val="A"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="B"/>'),
    )
    body = p("期間", '<w:pStyle w:val="A"/>') + p("起", '<w:pStyle w:val="B"/>') + p("迄", '<w:pStyle w:val="B"/>')
    assert lines(body, numbering=numbering(*levels), styles=styles) == ["第一條 期間", "1. 起", "2. 迄"]


# Headings, contents, pages


def test_headings_are_known_by_style_and_by_the_style_it_is_based_on():
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="X"><w:name w:val="條文標目"/><w:basedOn w:val="1"/></w:style></w:styles>'
    )
    body = p("總則", '<w:pStyle w:val="1"/>') + p("保密", '<w:pStyle w:val="X"/>') + p("本文")
    assert kinds(body, styles=styles) == {"總則": Kind.HEADING, "保密": Kind.HEADING, "本文": Kind.BODY}


ENTRY = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF x </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
CONTENTS = {
    "styles": "".join(p(words, '<w:pStyle w:val="TOC1"/>') for words in ("保固責任", "稽核")),
    "field": f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{t("保固責任")}{ENTRY}</w:p>'
    f'<w:p>{t("稽核")}{ENTRY}</w:p><w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    "building block": '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
    f"{p('保固責任')}{p('稽核')}</w:sdtContent></w:sdt>",
}  # fmt: skip


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_contents_that_word_makes_are_known_and_end_where_they_end(kind):
    found = document(CONTENTS[kind] + p("乙方保固一年。"))
    assert [q.is_contents for q in found.paragraphs] == [True, True, False]


def test_a_field_that_never_ends_makes_no_contract_a_table_of_contents():
    body = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC </w:instrText></w:r></w:p>' + p(
        "乙方保固一年。"
    )
    assert not document(body).paragraphs[0].is_contents


def test_pages_are_those_word_rendered_else_those_the_author_broke():
    broken = '<w:r><w:br w:type="page"/></w:r>'
    authored = (
        p("一")
        + f"<w:p>{broken}{t('二')}</w:p>"
        + p("三", "<w:pageBreakBefore/>")
        + p("三之一", "<w:sectPr/>")
        + p("四")
    )
    assert [q.page for q in document(authored).paragraphs] == [1, 2, 3, 3, 4]
    rendered = (
        p("一")
        + f"<w:p>{broken}<w:r><w:lastRenderedPageBreak/></w:r>{t('二')}</w:p>"
        + f"<w:p><w:r><w:lastRenderedPageBreak/></w:r>{t('三')}</w:p>"
    )
    assert [q.page for q in document(rendered).paragraphs] == [1, 2, 3]


def test_strict_open_xml_is_word_too():
    data = docx(p("乙方保固一年。"))
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            strict = old.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(name, strict)
    assert read(out.getvalue(), "strict.docx").text == "乙方保固一年。"


def test_tables_nested_without_end_are_refused():
    body = p("x")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc>{p('y')}</w:tc></w:tr></w:tbl>"
    with pytest.raises(Unreadable, match="nested"):
        document(body)
