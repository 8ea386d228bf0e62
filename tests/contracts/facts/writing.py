"""Numbers and days written as contracts write them, for trying whether they are read back as what they are."""

from datetime import date

PLAIN, FORMAL = "〇一二三四五六七八九", "零壹貳參肆伍陸柒捌玖"
_UNITS = {PLAIN: ("", "十", "百", "千"), FORMAL: ("", "拾", "佰", "仟")}


def counted(number: int, figures: str = PLAIN) -> str:
    """1,050,300 as 一百零五萬零三百, or 壹佰零伍萬零參佰 with the figures of cheques."""
    if number == 0:
        return "零"
    parts: list[str] = []
    for scale, name in ((10**8, "億"), (10**4, "萬"), (1, "")):
        part, number = divmod(number, scale)
        if part:
            if parts and part < 1000:
                parts.append("零")
            parts.append(_thousands(part, figures) + name)
    words = "".join(parts)
    return words[1:] if figures is PLAIN and words.startswith("一十") else words


def _thousands(number: int, figures: str) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        figure = number // 10**place % 10
        if figure:
            words += ("零" if gap and words else "") + figures[figure] + _UNITS[figures][place]
            gap = False
        else:
            gap = True
    return words


def spelt(number: int) -> str:
    """115 as 一一五."""
    return "".join(PLAIN[int(figure)] for figure in str(number))


def day_writings(day: date) -> list[str]:
    """One day in the ways in which Taiwanese papers write it."""
    roc = day.year - 1911
    month, number = counted(day.month), counted(day.day)
    short = number.replace("二十", "廿").replace("三十", "卅") if day.day > 20 else number
    return [
        day.isoformat(),
        f"{day.year}/{day.month:02d}/{day.day:02d}",
        f"西元 {day.year} 年 {day.month} 月 {day.day} 日",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
        f"{day.day}th day of {day:%B}, {day.year}",
        f"民國{roc}年{day.month}月{day.day}日",
        f"中 華 民 國 {roc} 年 {day.month:02d} 月 {day.day:02d} 日",
        f"民國{counted(roc)}年{month}月{number}日",
        f"{spelt(roc)}年{month}月{short}日",
        f"民國{counted(roc, FORMAL)}年{counted(day.month, FORMAL)}月{counted(day.day, FORMAL)}日",
        f"{spelt(day.year)}年{month}月{number}日",
    ]
