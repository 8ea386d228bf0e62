"""OpenDocument texts: the same places where words that bind can stand as in Word files."""

import pytest

from contracts.documents.reading import DocumentText, Kind, read
from contracts.documents.reading.text import STRUCK
from core.errors import Unreadable
from tests.contracts.documents.makers import odt


def p(words: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def document(body: str, **parts: str) -> DocumentText:
    return read(odt(body, **parts), "合約.odt")


def lines(body: str, **parts: str) -> list[str]:
    return [words for _, words in document(body, **parts).read()]


def kinds(body: str, **parts: str) -> dict[str, Kind]:
    found = document(body, **parts)
    return {found.words(each): each.kind for each in found.paragraphs}


def test_words_spaces_tabs_and_line_ends():
    body = p("乙方<text:span>應</text:span>於<text:s text:c='2'/>三日<text:tab/>內") + p(
        "第一行<text:line-break/>第二行"
    )
    assert lines(body) == ["乙方應於  三日 內", "第一行", "第二行"]


# Tables


def cell(words: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{words if words.startswith('<') else p(words)}</table:table-cell>"


def table(*rows: str) -> str:
    return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"


COVERED = "<table:covered-table-cell/>"


def test_cells_are_told_apart_and_merged_ones_keep_their_place():
    body = table(
        cell("服務水準", 'table:number-columns-spanned="2"') + COVERED + cell("目標"),
        cell("下單系統", 'table:number-rows-spanned="2"') + cell("可用率") + cell("99.9%"),
        COVERED + cell("回應") + cell("30 分鐘"),
    )
    assert lines(body) == ["服務水準 | 目標", "下單系統 | 可用率 | 99.9%", "| 回應 | 30 分鐘"]


def test_a_head_row_and_a_table_in_a_table_are_read():
    head = f"<table:table-header-rows><table:table-row>{cell('指標')}{cell('目標')}</table:table-row></table:table-header-rows>"
    inner = table(cell("內層") + cell("九分鐘"))
    body = (
        f"<table:table>{head}<table:table-row>{cell('可用率')}{cell(p('見下') + inner)}</table:table-row></table:table>"
    )
    assert kinds(body) == {
        "指標 | 目標": Kind.TABLE_ROW,
        "可用率 | 見下": Kind.TABLE_ROW,
        "內層 | 九分鐘": Kind.TABLE_ROW,
    }


def test_a_table_that_frames_the_contract_is_read_as_paragraphs():
    assert kinds(table(cell(p("第一條") + p("本合約為期一年。")))) == {
        "第一條": Kind.BODY,
        "本合約為期一年。": Kind.BODY,
    }


# Lists


def list_style(*levels: str, name: str = "L") -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def level(number: int, shape: str, prefix: str = "", suffix: str = "", more: str = "") -> str:
    return (
        f'<text:list-level-style-number text:level="{number}" style:num-format="{shape}" style:num-prefix="{prefix}" '
        f'style:num-suffix="{suffix}" {more}/>'
    )


def items(*words: str, more: str = 'text:style-name="L"') -> str:
    inside = "".join(f"<text:list-item>{each if each.startswith('<') else p(each)}</text:list-item>" for each in words)
    return f"<text:list {more}>{inside}</text:list>"


SHAPES = {
    "1": ("", ".", "11."), "a": ("(", ")", "(k)"), "A": ("", ".", "K."), "i": ("(", ")", "(xi)"), "I": ("", ".", "XI."),
    "一, 二, 三, ...": ("第", "條", "第十一條"), "壹, 貳, 參, ...": ("", "、", "壹拾壹、"), "甲, 乙, 丙, ...": ("", "、", "甲、"),
    "①, ②, ③, ...": ("", "", "⑪"), "１, ２, ３, ...": ("", "．", "１１．"), "01, 02, 03, ...": ("", "", "11"), "First": ("", "", "Eleventh"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_numbers_that_the_list_makes_are_part_of_the_text(shape):
    prefix, suffix, eleventh = SHAPES[shape]
    found = lines(items(*["條文"] * 11), styles=list_style(level(1, shape, prefix, suffix)))
    assert found[10] == f"{eleventh} 條文"


LEVELS = list_style(
    level(1, "一, 二, 三, ...", "第", "條"), level(2, "1", more='text:display-levels="2"'), level(3, "a", "(", ")")
)


def test_lists_within_lists_show_their_levels_and_begin_anew():
    inner = items("起日", "迄日", more=" ")
    body = items(p("期間") + inner, p("保密") + items("對象", more=" "))
    assert lines(body, styles=LEVELS) == ["第一條 期間", "一.1 起日", "一.2 迄日", "第二條 保密", "二.1 對象"]


def test_a_pattern_wins_over_prefix_and_suffix():
    styles = list_style(level(1, "1"), level(2, "1", more='loext:num-list-format="Section %1%.%2%"'))
    assert lines(items(p("Term") + items("Start", more=" ")), styles=styles) == ["1 Term", "Section 1.1 Start"]


def test_a_list_that_is_interrupted_goes_on_where_it_says_so_and_else_begins_anew():
    goes_on = items("保密", more='text:style-name="L" text:continue-numbering="true"')
    named = (
        items("一", more='text:style-name="L" xml:id="x"')
        + p("文")
        + items("二", more='text:style-name="L" text:continue-list="x"')
    )
    assert lines(items("期間") + p("本文") + goes_on, styles=LEVELS)[2] == "第二條 保密"
    assert lines(named, styles=LEVELS)[2] == "第二條 二"
    assert lines(items("期間") + items("保密"), styles=LEVELS)[1] == "第一條 保密"


def test_an_item_may_start_elsewhere_hold_two_paragraphs_or_have_no_number():
    body = (
        "<text:list text:style-name='L'><text:list-header>" + p("前文") + "</text:list-header>"
        '<text:list-item text:start-value="7">' + p("期間") + p("續") + "</text:list-item></text:list>"
    )
    assert lines(body, styles=LEVELS) == ["前文", "第七條 期間", "續"]
    bullets = list_style('<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>')
    assert lines(items("甲", "乙"), styles=bullets) == ["甲", "乙"]


def test_headings_are_numbered_by_the_outline():
    outline = f"<text:outline-style>{level(1, '一, 二, 三, ...', '第', '章').replace('list-level-style-number', 'outline-level-style')}</text:outline-style>"
    body = '<text:h text:outline-level="1">總則</text:h>' + p("本文") + '<text:h text:outline-level="1">罰則</text:h>'
    found = document(body, styles=outline)
    assert [(found.words(q), q.kind) for q in found.paragraphs] == [
        ("第一章 總則", Kind.HEADING), ("本文", Kind.BODY), ("第二章 罰則", Kind.HEADING),
    ]  # fmt: skip


# Notes, frames, headers


def test_notes_frames_and_running_lines_are_told_apart():
    note = (
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        + p("須經同意")
        + "</text:note-body></text:note>"
    )
    frame = "<draw:frame><draw:text-box>" + p("方塊裡的字") + "</draw:text-box></draw:frame>"
    masters = (
        f"<style:master-page><style:header>{p('機密')}</style:header><style:footer>{p('第 1 頁')}</style:footer></style:master-page>"
        * 2
    )
    assert kinds(p(f"支援{note}時間{frame}"), masters=masters) == {
        "支援時間": Kind.BODY, "方塊裡的字": Kind.TEXTBOX, "須經同意": Kind.FOOTNOTE, "機密": Kind.RUNNING, "第 1 頁": Kind.RUNNING,
    }  # fmt: skip


def test_a_shape_with_words_is_a_text_box():
    assert kinds(f"<draw:custom-shape>{p('圖形裡的字')}</draw:custom-shape>" + p("本文"))["圖形裡的字"] is Kind.TEXTBOX


def test_the_contents_are_marked():
    body = f"<text:table-of-content><text:index-body>{p('保固責任')}{p('稽核')}</text:index-body></text:table-of-content>{p('乙方保固一年。')}"
    assert [q.is_contents for q in document(body).paragraphs] == [True, True, False]


# What is no text


def test_deletions_comments_prompts_and_hidden_words_are_no_text():
    styles = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{p('不保固。')}</text:deletion></text:changed-region></text:tracked-changes>"
        f"<text:p>保固<text:change-start/>一年<text:change-end/><office:annotation>{p('要不要？')}</office:annotation>"
        "<text:span text:style-name='H'>隱藏</text:span>自<text:placeholder>&lt;日期&gt;</text:placeholder>起</text:p>"
        f"<text:section text:display='none'>{p('藏起來的一節')}</text:section>"
    )
    found = document(body, styles=styles)
    assert found.text == "保固一年自____起"
    assert [str(remark)[:29] for remark in found.remarks] == [
        "The document has tracked chan",
        "The document has hidden words",
    ]


def test_words_with_a_line_through_them_are_no_text_and_that_is_said():
    line = '<style:style style:name="{}"><style:text-properties style:text-line-through-style="{}"/></style:style>'
    span = "<text:span text:style-name='{}'>{}</text:span>".format
    body = p(f"三十日前{span('S', '口頭')}通知{span('N', '乙方')}。") + p(
        f"甲方{span('S', '不')}得終止。{span('N', '留')}", "S"
    )
    found = document(body, styles=line.format("S", "solid") + line.format("N", "none"))
    assert found.text == "三十日前通知乙方。\n留"
    assert [str(remark) for remark in found.remarks] == [STRUCK]


def test_pages_turn_where_they_were_laid_out_and_where_the_author_broke_them():
    styles = (
        '<style:style style:name="B"><style:paragraph-properties fo:break-before="page"/></style:style>'
        '<style:style style:name="A"><style:paragraph-properties fo:break-after="page"/></style:style>'
    )
    body = (
        p("一")
        + p("<text:soft-page-break/>二")
        + p("三", "B")
        + p("三之一", "A")
        + p("四")
        + "<text:soft-page-break/>"
        + p("五")
    )
    assert [q.page for q in document(body, styles=styles).paragraphs] == [1, 2, 3, 3, 4, 5]


# Hostile and mistaken


REFUSED = {
    "locked": (
        odt(p("字"), manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
        "password",
    ),
    "damaged": (odt(p("字"))[:300], "damaged"),
    "empty": (odt(p("")), "no text"),
    "a spreadsheet": (odt("x", kind="spreadsheet"), "no text document"),
    "nested": (odt("<text:section>" * 120 + p("x") + "</text:section>" * 120), "nested"),
    "nested spans": (odt("<text:p>" + "<text:span>" * 120 + "x" + "</text:span>" * 120 + "</text:p>"), "nested"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(kind):
    data, sentence = REFUSED[kind]
    with pytest.raises(Unreadable, match=sentence):
        read(data, "a.odt")
