"""PDF: the text layer, page by page, running headers and footers told apart from the body."""

import json
import re
from collections import Counter
from collections.abc import Sequence

from contracts.documents.reading import layout, pdf_apart
from contracts.documents.reading.contents import contents_flags
from contracts.documents.reading.limits import MAX_CHARACTERS, MAX_PAGES
from contracts.documents.reading.text import DocumentText, Draft, Kind
from core.apart import run_apart
from core.errors import Unreadable
from core.phrases import N_, Phrase, phrase

MIN_CHARACTERS = 20
"""A page with fewer is a picture of a page."""

_EDGE_LINES = 3


def read(data: bytes, name: str) -> DocumentText:
    """The text of a PDF. Raises Unreadable when it is damaged, locked, too long or has no text layer."""
    pages = _page_texts(data)
    scans = [number for number, words in enumerate(pages, 1) if len("".join(words.split())) < MIN_CHARACTERS]
    if len(scans) == len(pages):
        raise Unreadable(
            N_(
                "The PDF has no text layer: its pages are pictures. Send the original .docx, or a PDF with recognised text."
            )
        )
    remarks = (_scan_remark(scans),) if scans else ()
    return _document(name, [_plain(words).split("\n") for words in pages], remarks)


def _page_texts(data: bytes) -> list[str]:
    written, code = run_apart(pdf_apart.__file__, data, str(MAX_PAGES), str(MAX_CHARACTERS))
    if code:
        raise Unreadable(
            N_(
                "Reading the PDF takes more memory or time than any contract needs; print it to a new PDF and send that."
            )
        )
    found = json.loads(written)
    if isinstance(found, list):
        return [str(words) for words in found]
    why, page = found["why"], found["page"]
    raise Unreadable(_WHY[why], limit=MAX_PAGES if why == "pages" else MAX_CHARACTERS, page=page)


_WHY = {
    "locked": N_("The PDF is locked with a password; send a copy without one."),
    "damaged": N_("The PDF is damaged and cannot be opened; save it again from the program that made it."),
    "empty": N_("The PDF has no pages."),
    "pages": N_("The PDF has more than %(limit)s pages; send the contract alone."),
    "page": N_("Page %(page)s of the PDF is damaged; save it again from the program that made it."),
    "long": N_("The text is longer than %(limit)s characters; send the contract alone."),
}


def _scan_remark(scans: Sequence[int]) -> Phrase:
    shown = ", ".join(str(number) for number in scans[:12]) + (" …" if len(scans) > 12 else "")
    return phrase(N_("Pages without a text layer were not read: %(pages)s"), pages=shown)


_RADICALS = {
    **dict(zip(range(0x2F00, 0x2FD6), (
        "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手"
        "支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳"
        "聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟"
        "鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠"
    ), strict=True)),
    0x2ED1: "長", 0x2EC1: "虎", 0x2EC4: "西", 0x2EE9: "黃", 0x2EBD: "臼", 0x2ED8: "青", 0x2EDD: "食", 0x2EE2: "馬",
    0x2ECB: "車", 0x2ED4: "門", 0x2EC5: "見", 0x2EC9: "貝", 0x2E9D: "月", 0x2E81: "厂", 0x2EA0: "民", 0x2EE4: "鬼",
    0x2EF3: "龜", 0x2EA9: "王", 0x2EAF: "糸", 0x2E92: "巳", 0x2EAB: "目", 0x2EB0: "糹", 0x2ECD: "辶", 0x2ED6: "阝",
    0x2E8C: "小", 0x2E8D: "小", 0x2EBF: "艹", 0x2EC8: "言", 0x2EF1: "龜",
}  # fmt: skip
"""Printers write 方 as the radical ⽅ (U+2F45), which looks the same and is found by no search."""

_TO_PLAIN = str.maketrans(
    {**{chr(k): v for k, v in _RADICALS.items()}, "\x00": "", "\ufffe": "-", "\x02": "-", "\u00ad": "-"}
)


def _plain(words: str) -> str:
    return words.translate(_TO_PLAIN).replace("\r\n", "\n").replace("\r", "\n")


def _document(name: str, pages: list[list[str]], remarks: tuple[Phrase, ...]) -> DocumentText:
    running = _running(pages)
    lines: list[layout.Line] = []
    aside: dict[str, int] = {}
    for number, page in enumerate(pages, 1):
        edges = _edges(page)
        for index, words in enumerate(page):
            if index in edges and _shape(words) in running:
                aside.setdefault(words.strip(), number)
            else:
                lines.append(layout.Line(words.strip(), 0, 0, number))
    draft = Draft(name, "pdf")
    groups = layout.paragraphs(lines)
    contents = contents_flags([layout.joined("\n".join(line.words for line in group)) for group in groups])
    for group, is_contents in zip(groups, contents, strict=True):
        draft.add("\n".join(line.words for line in group), page=group[0].page, is_contents=is_contents)
    for words, number in list(aside.items())[:40]:
        draft.add(words, page=number, kind=Kind.RUNNING)
    return draft.finish(remarks)


def _edges(page: Sequence[str]) -> set[int]:
    filled = [index for index, words in enumerate(page) if words.strip()]
    return {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}


def _shape(words: str) -> str:
    """The line with its numbers left out, so that "page 3 of 9" equals "page 4 of 9"."""
    return re.sub(r"[0-9０-９〇一二三四五六七八九十]+", "#", "".join(words.split()))


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines that stand at the top or bottom of at least half of the pages (and of two)."""
    if len(pages) < 2:
        return set()
    counts = Counter(shape for page in pages for shape in {_shape(page[i]) for i in _edges(page)} if shape)
    return {shape for shape, n in counts.items() if n >= max(2, len(pages) / 2)}
