"""What PDFs write in place of the characters that people type."""

import re

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

_TO_PLAIN = str.maketrans({**{chr(k): v for k, v in _RADICALS.items()}, "\x00": "", "\u00ad": "", "\u00a0": " "})
DIVIDED = "\u2010"
"""Where a word was divided at the end of a line; the lines are joined there already."""
_DIVIDED = re.compile(r"[\ufffe\x02]\r?\n?")


def plain_characters(words: str) -> str:
    """Words as they are typed: no radicals, no hard spaces, one kind of line end."""
    return _DIVIDED.sub(DIVIDED, words.translate(_TO_PLAIN)).replace("\r\n", "\n").replace("\r", "\n")
