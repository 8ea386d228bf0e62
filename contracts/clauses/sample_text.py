"""Contract texts of our own invention for the sample firm: the same seventeen matters in several wordings."""

from random import Random

OPENING = "資訊系統委外服務合約書\n\n甲方：本公司（證券商，以下簡稱「甲方」）\n乙方：立約廠商（名稱詳簽署頁，以下簡稱「乙方」）\n"

ARTICLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("term", "合約期間", (
        "本合約自民國一百一十四年七月一日起生效，至民國一百一十七年六月三十日屆滿。",
        "本合約有效期間為二年，自雙方簽署之日起算；期滿前三十日未以書面表示終止者，續約一年。",
    )),
    ("scope", "服務範圍", (
        "乙方應負責甲方系統之日常維護、錯誤修正、版本更新、效能調校及操作諮詢，明細如附件一。",
        "乙方應提供系統之建置、安裝、測試、教育訓練及上線後之維運支援。",
    )),
    ("delivery_date", "交付時程", (
        "乙方應於簽約後三十個工作日內完成安裝與測試，並於民國一百一十四年九月三十日前正式上線。",
        "乙方應於每月十日前提交前一月之維護報告，並於每季末完成健檢。",
    )),
    ("service_level", "服務水準", (
        "系統每月可用率不得低於百分之九十九點五；重大障礙乙方應於三十分鐘內回應、四小時內修復。",
        "乙方接獲報修後，緊急案件應於一小時內派員處理、六小時內恢復運作；一般案件二個工作日內排除。",
    )),
    ("change", "服務變更", (
        "甲方得以書面提出服務變更需求；乙方應於五個工作日內評估影響、費用及時程回覆，經甲方書面核准後始得實施。",
        "需求變更以變更申請單為之，乙方應於收件後三個工作日內報價，雙方簽認後列為本合約之一部分。",
    )),
    ("acceptance", "驗收", (
        "甲方應依附件二測試案例辦理驗收，全部案例通過且無重大缺失者為合格；未通過者乙方應於五日內改正後複驗。",
        "交付項目經甲方測試，功能與規格書相符且連續運轉五個營業日無異常者，視為驗收合格。",
    )),
    ("incident", "資通安全事件", (
        "乙方知悉或懷疑發生資通安全事件時，應於一小時內通報甲方資安窗口，並採取隔離及證據保全措施；七日內提出原因及改善報告。",
        "乙方之系統遭入侵、感染惡意程式或甲方資料外洩時，乙方應於二小時內以電話通知甲方，配合調查並於三日內提出書面處理報告。",
    )),
    ("audit", "查核", (
        "甲方、甲方委任之會計師及主管機關得於三日前通知後，至乙方作業場所查核與本合約有關之作業及紀錄，乙方應予配合。",
        "甲方每年得派員或委託第三方對乙方之資訊安全管理進行實地查核；查核所見缺失，乙方應於一個月內改善。",
    )),
    ("assignment_subcontracting", "轉讓及分包", (
        "乙方非經甲方事前書面同意，不得將本合約之權利義務轉讓第三人，或將工作之全部或一部分包。",
        "乙方如需分包，應事先提出分包廠商名單及工作範圍送甲方核准，並就分包廠商之行為負同一責任。",
    )),
    ("confidentiality", "保密", (
        "乙方及其人員因履約知悉之甲方業務、客戶及系統資料，應負保密義務，不得洩漏或作履約以外之使用；本條於合約終止後仍有效。",
        "乙方應使其派駐人員簽署保密切結書，未經甲方書面同意，不得將任何資料揭露予第三人。",
    )),
    ("penalty_damages", "違約金及損害賠償", (
        "乙方逾期交付者，每逾一日按契約總價千分之一計罰，上限為百分之二十；因可歸責於乙方致甲方受損害者，乙方應負賠償責任。",
        "乙方未達服務水準者，每次扣減當月服務費百分之五；因乙方過失致甲方或客戶受損害時，乙方應賠償之。",
    )),
    ("dispute", "爭議處理", (
        "因本合約所生之爭議，雙方應先協商；協商不成者，以臺灣臺北地方法院為第一審管轄法院。",
        "雙方同意將爭議提付中華民國仲裁協會，於臺北市依仲裁法仲裁之。",
    )),
    ("breach", "違約處理", (
        "任一方違反本合約，經他方以書面催告後十五日內仍未改善者，他方得停止給付、請求損害賠償或終止合約。",
        "乙方未依約履行，經甲方限期改善而未改善者，甲方得另覓廠商代為履行，所生費用由乙方負擔。",
    )),
    ("termination", "合約終止", (
        "甲方得於三十日前以書面通知乙方終止本合約；乙方有停業、破產或經主管機關撤銷許可之情事者，甲方得立即終止。",
        "任一方得於三個月前以書面通知他方終止本合約；重大違約者，他方得不經催告逕行終止。",
    )),
    ("post_termination", "終止後之處理", (
        "合約終止或屆滿後十五日內，乙方應返還甲方之資料、設備及帳號，刪除所有複本並出具證明，並協助移轉至甲方指定之廠商。",
        "合約屆滿或終止時，乙方應於三十日內將程式、文件及資料完整移交甲方，並銷毀其留存之資料。",
    )),
    ("warranty", "保固", (
        "自驗收合格之翌日起一年內，交付標的如有瑕疵或與規格不符，乙方應於接獲通知後五日內無償修復或更換。",
        "保固期間為驗收合格後十二個月，期間內之程式錯誤由乙方免費修正。",
    )),
    ("rights_responsibilities", "權利及責任", (
        "甲方應提供必要之環境、資料及聯絡人；乙方應指派合格人員並就其行為負責。乙方為甲方完成之成果，其著作財產權歸甲方所有。",
        "硬體及客戶資料屬甲方所有，乙方既有之程式庫屬乙方所有；甲方負責帳號之核發與收回，乙方負責其人員之管理與訓練。",
    )),
)  # fmt: skip

WEAKER = {
    "audit": "乙方得以當年度之 ISO 27001 證書影本代替甲方之實地查核。",
    "change": "本合約之修改，應經雙方書面同意。",
    "incident": "乙方知悉資料外洩時應通知甲方。",
    "dispute": "因本合約發生爭議，由雙方本誠信原則協商解決。",
    "acceptance": "甲方收受後十日內未表示異議者，視為驗收合格。",
    "confidentiality": "甲方對乙方之報價、程式及技術文件應負保密義務，不得洩漏予第三人。",
}
"""What falls short, in the wording of vendors."""

OFTEN_MISSING = (
    "audit",
    "incident",
    "post_termination",
    "change",
    "assignment_subcontracting",
    "warranty",
    "service_level",
)
_FIGURES = "一二三四五六七八九"


def text(rng: Random, *, lacking: int) -> str:
    """A contract in Chinese that lacks about so many of the clauses, some of them weak rather than absent."""
    gone = set(rng.sample(OFTEN_MISSING, min(lacking, len(OFTEN_MISSING))))
    weak = set(rng.sample(sorted(WEAKER), 2)) if lacking > 1 else set()
    lines, number = [OPENING], 0
    for clause, heading, wordings in ARTICLES:
        if clause in gone and clause not in weak:
            continue
        number += 1
        wording = WEAKER[clause] if clause in weak else rng.choice(wordings)
        lines.append(f"第{_article(number)}條　{heading}\n{wording}\n")
    lines.append(f"第{_article(number + 1)}條　其他\n本合約正本二份，由雙方各執一份為憑。\n")
    return "\n".join(lines)


FIRMER = (
    ("四小時", "二小時"),
    ("六小時", "四小時"),
    ("一小時內", "三十分鐘內"),
    ("千分之一", "千分之三"),
    ("三十日", "十五日"),
)
"""Figures that were signed, and those that the firm had proposed."""


def draft_of(signed: str) -> str:
    """What the firm had proposed before it signed: every clause, with firmer figures."""
    for agreed, proposed in FIRMER:
        signed = signed.replace(agreed, proposed)
    missing = [f"增列　{heading}\n{words[0]}\n" for _, heading, words in ARTICLES if f"條　{heading}\n" not in signed]
    return "\n".join([signed, *missing])


def _article(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_FIGURES[tens - 1]}十") + (_FIGURES[ones - 1] if ones else "")


ENGLISH = (
    ("Term", "This Agreement commences on 1 July 2025 and continues for three years, and shall renew for one year unless either party gives sixty days' written notice of non-renewal."),
    ("Services", "The Provider shall provide hosting, monitoring and support of the Software to the Customer as described in Annex A."),
    ("Delivery", "The Provider shall complete installation and deliver the Service not later than 30 September 2025."),
    ("Service Levels", "The Service shall be available 99.9% of each calendar month. The Provider shall respond to a critical incident within thirty minutes and restore service within four hours."),
    ("Changes", "Either party may request a change to the Services. The Provider shall state its impact and price within ten days, and no change shall be made until the Customer approves it in writing."),
    ("Acceptance", "The Customer shall test each deliverable for conformance with the specifications; a deliverable that conforms is accepted, and one that does not is rejected and corrected."),
    ("Security Incidents", "The Provider shall notify the Customer of any security breach or unauthorized access to the Customer's data within 24 hours, and shall investigate and remedy it."),
    ("Audit", "Upon reasonable notice the Customer, its auditors and regulators may audit and inspect the Provider's facilities and records relating to the Services."),
    ("Assignment", "The Provider shall not assign this Agreement or subcontract the Services without the prior written consent of the Customer."),
    ("Confidentiality", "Each party shall keep confidential and not disclose the Confidential Information of the other party."),
    ("Liability", "The Provider shall pay a service credit of 5% of the monthly fee for each missed service level, and its total liability shall be limited to the fees paid in twelve months."),
    ("Disputes", "Any dispute arising out of this Agreement shall be settled by arbitration in Taipei."),
    ("Default", "If either party breaches this Agreement and fails to cure within thirty days of written notice, the other party may suspend performance or terminate."),
    ("Termination", "The Customer may terminate this Agreement for convenience upon ninety days' written notice."),
    ("Effects of Termination", "Upon termination the Provider shall return all Customer data, destroy its copies and assist in the transition to a successor."),
    ("Warranty", "The Provider warrants that for twelve months the Software will perform in accordance with the documentation, and shall repair defects at no charge."),
    ("Responsibilities", "The Customer is responsible for its accounts and equipment; the Provider is responsible for its personnel. The Customer owns all right, title and interest in its data."),
)  # fmt: skip


def english_text(rng: Random) -> str:
    """A contract in English that lacks two of the clauses."""
    gone = set(rng.sample(range(3, len(ENGLISH)), 2))
    lines = [
        'MASTER SERVICES AGREEMENT\n\nThis Agreement is made between the Firm ("Customer") and the vendor named on the signature page ("Provider").\n'
    ]
    kept = [article for index, article in enumerate(ENGLISH) if index not in gone]
    lines += [f"{number}. {heading}\n{wording}\n" for number, (heading, wording) in enumerate(kept, 1)]
    return "\n".join(lines)
