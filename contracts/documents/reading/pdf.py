"""PDF: the text layer, page by page; pages that are pictures by text recognition, where it is asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.documents.reading import paged, pdf_apart
from contracts.documents.reading.limits import MAX_CHARACTERS, MAX_PAGES, MAX_SCANS
from contracts.documents.reading.paged import PageLines
from contracts.documents.reading.recognition import Recognise
from contracts.documents.reading.scans import NOTHING_FOUND, NoTextLayer
from contracts.documents.reading.text import DocumentText, Source
from core.apart import run_apart
from core.errors import Unreadable
from core.phrases import N_


@dataclass(frozen=True, slots=True)
class _Layer:
    """What pdf_apart found on a page."""

    text: str
    is_picture: bool


def read(data: bytes, name: str, recognise: Recognise | None = None) -> DocumentText:
    """The text of a PDF; its pictures of pages are read by `recognise`.

    Raises NoTextLayer when all pages are pictures and nothing reads them, Unreadable when it is damaged, locked or too
    long.
    """
    layers = _layers(data)
    scans = [number for number, layer in enumerate(layers, 1) if layer.is_picture]
    has_text = any(layer.text.strip() for layer in layers)
    if recognise is None and (len(scans) == len(layers) or not has_text):
        raise NoTextLayer(
            N_(
                "The PDF has no text layer: its pages are pictures. Send the original .docx, or a PDF with recognised "
                "text. %(missing)s"
            )
        )
    found = recognise(data, scans[:MAX_SCANS]) if recognise and scans else {}
    pages = []
    for number, layer in enumerate(layers, 1):
        lines = _plain(layer.text).split("\n")
        if number in found:
            pages.append(PageLines(number, found[number].lines, Source.RECOGNISED, found[number].sureness))
        else:
            pages.append(PageLines(number, lines, Source.UNREAD if layer.is_picture else Source.FILE))
    if not any(words.strip() for page in pages for words in page.lines):
        raise Unreadable(NOTHING_FOUND)
    return paged.document(name, "pdf", pages)


def _layers(data: bytes) -> Sequence[_Layer]:
    written, code = run_apart(pdf_apart.__file__, data, str(MAX_PAGES), str(MAX_CHARACTERS))
    if code:
        raise Unreadable(
            N_(
                "Reading the PDF takes more memory or time than any contract needs; print it to a new PDF and send that."
            )
        )
    found = json.loads(written)
    if isinstance(found, list):
        return [_Layer(**layer) for layer in found]
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
