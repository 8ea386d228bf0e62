"""What a clause lacks, as a letter says it to the vendor: in the letter's own voice, where the check speaks to a reviewer.

That a clause "does not settle the matter" is no sentence for a letter: it stands here with nothing, and the letter says what
the rule asks for instead."""

from collections.abc import Iterable, Iterator, Mapping

from contracts.clauses.rulebook import Wording
from contracts.clauses.vocabulary import LACKS
from core.i18n import say
from core.phrases import Phrase

IN_LETTERS: Mapping[str, Wording | None] = {
    "amounts": Wording("未載明金額、費率或計算方式。", "It states no amount, rate or method of calculation."),
    "any_procedure": Wording("未載明期限，亦未載明處理方式。", "It states neither a time limit nor a procedure."),
    "approval": Wording("未約定應事前取得本公司同意。", "It does not require our prior consent."),
    "both_parties": Wording("僅約束一方，未約束雙方。", "It binds one party only; it has to bind both."),
    "causes": Wording("僅就單一特定情形為約定。", "It covers a single case only."),
    "change_procedure": Wording(
        "僅就條文修訂或價格為約定，未載明變更由何方提出、何方於何時答覆。",
        "It deals with amendments or prices only, not with who may request a change, who answers, and by when.",
    ),
    "client_right": Wording(
        "僅貴公司享有此項權利，本公司並未享有。", "Only your company has this right; ours does not."
    ),
    "criteria": Wording("未載明判斷合格與否之標準。", "It states no criteria by which to tell pass from fail."),
    "dates_blank": Wording("日期欄位空白，未予填載。", "The dates have been left blank."),
    "dates_vague": Wording("日期或期限未臻確定。", "The date or time limit is not fixed."),
    "definite_scope": Wording(
        "僅涉及試行或意向，未就正式服務為約定。", "It covers a trial or an intention, not the service itself."
    ),
    "duties": Wording(
        "僅載明權利歸屬，未載明雙方應負之義務。", "It says who owns what, but not what each party has to do."
    ),
    "forum": Wording("未約定管轄法院、仲裁或調解。", "It provides for no court, arbitration or mediation."),
    "levels": Wording("未載明可衡量之水準。", "It sets no measurable level."),
    "on_site": Wording(
        "以證明文件、報告或自我評估代替本公司之查核。",
        "It offers a certificate, report or self-assessment in place of an examination by us.",
    ),
    "remedy": Wording("除象徵性補償外，未約定其他賠償或救濟。", "It gives no remedy beyond a token amount."),
    "return_of_assets": Wording("未約定返還、刪除或移交。", "It provides for no return, deletion or hand-over."),
    "security_incident": Wording(
        "僅涵蓋作業故障或損失，未涵蓋資通安全事件。", "It covers operational faults or losses, not security incidents."
    ),
    "security_only_leak": Wording(
        "僅涵蓋機密資訊外洩，未涵蓋其他資通安全事件。",
        "It covers leaks of confidential information only, not other security incidents.",
    ),
    "term_of_contract": Wording(
        "僅載明單項工作之期程，未載明合約期間。", "It gives the length of one task, not the term of the contract."
    ),
    "settling": None,
    "vendor_bound": Wording("僅約束本公司，未約束貴公司。", "It binds our company only, not yours."),
    "warranty_repair": Wording(
        "僅承諾盡注意義務，未承諾於一定期間內無償修復。",
        "It promises care, but no repair free of charge within a stated period.",
    ),
}
_KEYS = {msgid: key for key, msgid in LACKS.items()}


def in_a_letter(lacking: Iterable[Phrase], language: str) -> Iterator[str]:
    """The sentences of a finding in a letter's voice; what a rulebook of the firm's own says stays as it is."""
    for lack in lacking:
        if lack.msgid not in _KEYS:
            yield say(lack)
        elif words := IN_LETTERS[_KEYS[lack.msgid]]:
            yield words.in_language(language)
