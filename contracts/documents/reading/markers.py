"""How an item opens: 第一條, 壹、, 一、, （一）, 1.1, Article 5, Section 3(b), § 3, (a), A., bullets and boxes.

A number that is only referred to (第三條所定之金額, "Section 3 of this Agreement") opens nothing.
"""

import re

_FIGURE = "0-9０-９〇零○一二三四五六七八九十百廿卅壹貳贰參叁肆伍陸陆柒捌玖拾佰"
_ZH = f"[{_FIGURE}]"

_REFERRED = (
    rf"(?!之(?!\s?{_ZH})|所[定列稱载載示述指規规約约]|規定|规定|(?:約定|约定)(?!事)|第\s?{_ZH}|[、及或與与至和]第|"
    r"以[下上外內内前後]|但書|[前後]段|準用|准用|辦理|办理|[，,。；;])"
)
_REFERRED_ANNEX = rf"(?!之(?!\s?{_ZH})|所|規|规|為|为|係|系|應|应|[中內内及或與与至和]|載|约定|約定|[，,。；;])"
_REFERRED_EN = (
    r"(?![,;)])(?!\s{1,3}(?:of|and|or|above|below|hereof|hereto|herein|hereunder|shall|is|are|was|to|through|in|by|for|"
    r"under|sets?|will|may|that|which|as|at|with|on|applies|applicable|attached|has|have|must)\b)"
)
_NUMBER_EN = (
    r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[A-Z]{1,2}|(?:ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|"
    r"TWELVE|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve))"
    r"(?:-\d{1,2})?(?:\s?\([a-zA-Z0-9]{1,4}\)){0,2}(?![a-zA-Z0-9])"
)
_UNIT = r"[倍年月日天元萬亿億小時时分秒公％%‰個个週周季次位人份名頁页台臺套部件條条項项款級级版]"

MARKER = re.compile(
    rf"""\s*(?:
        [【〔\[]?\s?第\s{{0,2}}{_ZH}{{1,6}}\s{{0,2}}[條条章節节款項项编編篇點点目]
            (?:\s?之\s?{_ZH}{{1,3}}(?![部般切方個]))?\s?[】〕\]]?{_REFERRED}
      | [條条]\s{{0,1}}[〇零一二三四五六七八九十百]{{1,4}}(?![^\s、.:：])
      | [附別别][表件錄录約约圖图]\s{{0,2}}(?:{_ZH}{{1,4}}|[A-ZＡ-Ｚ]|[甲乙丙丁戊])(?:(?:-|之)\s?[{_FIGURE}A-Z]{{1,2}})?{_REFERRED_ANNEX}
      | [〇零一二三四五六七八九十百]{{1,4}}\s{{0,2}}[、.．](?!\s?[〇零一二三四五六七八九十百]{{1,3}}\s?[、項款兩者])
      | [壹貳贰參叁肆伍陸陆柒捌玖拾零]{{1,4}}\s{{0,2}}[、.．:：]
      | [壹貳贰參叁肆伍陸陆柒捌玖拾]{{1,3}}[\s\u3000]{{1,3}}(?=[\u3400-\u9fff])
      | [一二三四五六七八九十]{{1,3}}\u3000{{1,2}}(?=[\u3400-\u9fff])
      | [甲乙丙丁戊己庚辛壬癸]\s{{0,1}}[、.．](?!\s?[乙丙丁]\s?[、雙双兩两三各方])
      | [子丑寅卯辰巳午未申酉戌亥]\s{{0,1}}[、.．]
      | [甲乙丙丁戊己庚辛壬癸]-[0-9]{{1,2}}(?=[\s\u3000])
      | [（(【〔\[]\s{{0,1}}[0-9０-９a-zA-Z一二三四五六七八九十壹貳參肆伍陸柒捌玖拾甲乙丙丁]{{1,4}}\s{{0,1}}[)）】〕\]]
          (?!\s(?:above|below|hereof|and\s\()) | [（(]\d{{1,2}}[-.]\d{{1,2}}[)）]
      | [0-9０-９]{{1,3}}(?:[.．-][0-9０-９]{{1,3}}){{0,4}}\s{{0,2}}[.．、)）](?![0-9０-９])
      | \d{{1,3}}(?:\.\d{{1,3}}){{1,4}}(?=\s(?!{_UNIT})|[\u3400-\u9fff](?<!{_UNIT}))
      | [0-9０-９]{{1,2}}(?:[．-][0-9０-９]{{1,2}}){{1,3}}(?=[\s\u3000][\u3400-\u9fff「](?<!{_UNIT}))
      | [條条項项]次\s{{0,2}}[0-9０-９]{{1,3}}(?=[\s\u3000])
      | \d{{1,2}}-[a-zA-Z]{{1,2}}(?=\s)
      | (?:[IVXLC]{{1,6}}|[A-Z]{{1,2}})(?:-\d{{1,3}})?[.、)）](?=\s|[^\x00-\x7f])
      | (?:[a-z]|i{{1,3}}|iv|vi{{1,3}}|ix|xi{{0,3}}|xiv|xv)[.、)）](?=\s|[^\x00-\x7f])
      | [IVXLC]{{1,6}}-\d{{1,3}}(?=\s)
      | (?:Article|Section|Clause|Part|Schedule|Annex|Annexure|Appendix|Exhibit|Attachment|Addendum|Chapter|Art\.|Sec\.|
          ARTICLE|SECTION|CLAUSE|PART|SCHEDULE|ANNEX|ANNEXURE|APPENDIX|EXHIBIT|ATTACHMENT|ADDENDUM|CHAPTER)
          \s{{1,2}}{_NUMBER_EN}{_REFERRED_EN}
      | §{{1,2}}\s{{0,2}}(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}(?:\s?\([a-z0-9]{{1,3}}\)){{0,2}}(?![a-zA-Z0-9]){_REFERRED_EN}|(?:[A-Z]|[IVXLC]{{1,6}})[.、)）](?=\s)|(?!\d))
      | [•●○■□☐☑☒▪◆◇‧·*※►➢–—-]\s
      | \[\s{{0,1}}[vVxX✓✔ ]?\s{{0,1}}\]
      | [①-⑳⑴-⒛㈠-㈩Ⅰ-Ⅻ]
    )""",
    re.VERBOSE,
)

BARE_NUMBER = re.compile(rf"\s*\d{{1,2}}(?:\s{{1,4}}(?=[A-Z\u3400-\u9fff])(?!{_UNIT})|\t\s{{0,4}})")
"""A number with nothing but a space behind it ("3 Confidentiality"): an opening only where a paragraph begins anyway."""

_KEYWORD = re.compile(r"\s*(?:[【〔\[]?\s?第|[附別别]|§|(?:article|section|clause|part|schedule|annex|appendix|exhibit|"
                      r"attachment|addendum|chapter|art\.|sec\.))", re.IGNORECASE)  # fmt: skip
_DANGLING = re.compile(
    r"(?:[依按照據据如及或與与和至於于之、，,（(「]|本合約|本契約|本约|前揭|"
    r"\b(?:in|of|to|under|with|by|and|or|per|this|the|said|such|see|from|through|than|upon|on|for|at|into|section|article|"
    r"clause|exhibit|schedule|annex|appendix)|,)$",
    re.IGNORECASE,
)


def is_referred_to(before: str, after: str) -> bool:
    """Whether the number that opens `after` only ends the words of the line before it: "… pursuant to / Section 5."."""
    return bool(_KEYWORD.match(after)) and bool(_DANGLING.search(before.rstrip()))


_RANKS = (
    (0, re.compile(r"[附别]|schedule|annex|appendix|exhibit|attachment|addendum")),
    (1, re.compile(r"第一[编篇]|part")),
    (2, re.compile(r"第一章|chapter")),
    (3, re.compile(r"第一节")),
    (4, re.compile(r"第一条|条一|art")),
    (5, re.compile(r"sec|clause|§")),
    (6, re.compile(r"第一项")),
    (7, re.compile(r"第一款")),
    (8, re.compile(r"第一[点目]")),
)
_WORD = re.compile(r"(article|section|clause|part|schedule|annex|appendix|exhibit|attachment|addendum|chapter|art|sec)")


def style(folded: str) -> str:
    """The shape of a (folded) number, by which siblings know each other: 第三條 and 第4條之1 have one, (a) and 1.1 others."""
    folded = "".join(folded.split())
    if keyword := _WORD.match(folded):
        return keyword.group()
    if folded.startswith("§"):
        return "§"
    if match := re.match(rf"[【〔\[(]?第[{_FIGURE}参叄]+([条章节款项编篇点目])", folded):
        return f"第一{match.group(1)}"
    if match := re.match(r"[附别].", folded):
        return match.group()
    if match := re.fullmatch(r"([0-9]+)((?:\.[0-9]+)+)\.?", folded):
        return "1" + ".1" * match.group(2).count(".")
    folded = re.sub(r"[0-9]+", "1", folded)
    folded = re.sub(r"[〇一二三四五六七八九十百]+", "一", folded)
    folded = re.sub(r"[零壹贰叁叄陆柒捌玖拾参肆伍]+", "壹", folded)
    folded = re.sub(r"[甲乙丙丁戊己庚辛壬癸]", "甲", re.sub(r"^[子丑寅卯辰巳午未申酉戌亥]", "子", folded))
    folded = re.sub(r"[①-⑳]", "①", re.sub(r"[⑴-⒇]", "⑴", folded))
    return re.sub(r"(?<![a-z])[a-z]{1,4}(?![a-z])", "a", folded)


def rank(of_style: str) -> int | None:
    """How high an item of this style stands: annexes above parts, chapters and articles; None where only order tells."""
    return next((number for number, pattern in _RANKS if pattern.match(of_style)), None)
