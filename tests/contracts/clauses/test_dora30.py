"""The second rulebook, on passages of our own in both languages: what counts, what counts in part, what only looks alike."""

import pytest

from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Finding, Verdict, check
from contracts.documents.reading import read

RULEBOOK = load("dora30")
ZH = "資訊服務合約\n甲方：白鷺證券股份有限公司\n乙方：鐵杉資訊股份有限公司\n第一條 {heading}\n{words}\n第二條 附則\n本合約一式二份。\n"
EN = (
    "SERVICES AGREEMENT\nThis Agreement is made between Heron Securities Corp. (the “Client”) and Fir Software Ltd. "
    "(the “Provider”).\n1. {heading}\n{words}\n2. Miscellaneous\nThis Agreement is made in two copies.\n"
)


def finding(clause: str, words: str) -> Finding:
    is_english = words.isascii()
    heading = "General" if is_english else "約定"
    text = (EN if is_english else ZH).format(heading=heading, words=words)
    return check(read(text.encode(), "contract.txt"), RULEBOOK)[clause]


def test_it_holds_every_provision_of_article_30():
    letters = [f"30(2)({letter})" for letter in "abcdefghi"] + [f"30(3)({letter})" for letter in "abcdef"]
    said = " ".join(clause.guidance.en for clause in RULEBOOK.clauses.values())
    assert [letter for letter in letters if letter not in said] == []
    assert "第 2 項 (i)" in " ".join(clause.guidance.zh for clause in RULEBOOK.clauses.values())


def test_every_signal_tells_a_reader_what_the_passage_says():
    for clause in RULEBOOK.clauses.values():
        for signal in clause.signals:
            assert signal.says is not None, (clause.id, signal.name)


PRESENT = {
    "description": [
        "乙方應提供甲方下單系統之主機代管、監控及每日備份服務，詳細項目列於本條附表。",
        "The Provider shall provide the order-routing platform, its hosting and round-the-clock monitoring services.",
    ],
    "subcontracting": [
        "乙方非經甲方事前書面同意，不得將本約工作之全部或一部分包予他人。",
        "The Provider shall not subcontract any part of the services without the Client's prior written consent.",
        "乙方擬委由下包廠商辦理者，應於三十日前通知甲方，甲方得提出異議。",
    ],
    "locations": [
        "甲方資料應儲存於中華民國境內之機房；乙方擬變更機房地點者，應於六十日前通知甲方。",
        "Data shall be stored in data centres within the European Union. The Provider shall notify the Client sixty days before it changes any location.",
        "未經甲方同意，乙方不得將資料傳輸至境外。",
    ],
    "data_protection": [
        "乙方應確保甲方資料之機密性、完整性及可用性，防止竄改或滅失。",
        "The Provider shall encrypt the Client's data in transit and at rest and keep access controls in place.",
        "乙方處理個人資料應遵守個人資料保護法，採取適當安全措施。",
    ],
    "data_return": [
        "本約終止後十五日內，乙方應以通用格式返還甲方全部資料。",
        "If the Provider becomes insolvent or discontinues its business, it shall return all Client data in a readable format.",
        "Upon termination the Client may export its data for sixty days.",
    ],
    "service_levels": [
        "系統每月可用率不得低於百分之九十九點五。",
        "The Provider shall respond to critical faults within thirty minutes and restore service within four hours.",
    ],
    "incident_help": [
        "發生資安事件時，乙方應立即協助甲方調查及復原，不另收費。",
        "If a security incident occurs, the Provider shall assist the Client with investigation and recovery at no additional cost.",
        "發生資料外洩時，乙方應協助甲方應變；逾八小時之部分依附件四之費率計價。",
    ],
    "authorities": [
        "乙方應配合甲方主管機關之查詢，提供相關資料並說明。",
        "The Provider shall cooperate fully with the competent authorities of the Client, including persons appointed by them.",
        "金融監督管理委員會得至乙方處所檢查本約之執行。",
    ],
    "termination_rights": [
        "甲方得於三十日前以書面通知乙方終止本合約。",
        "The Client may terminate this Agreement upon sixty days' written notice.",
        "乙方違約，經甲方書面通知十四日內未改善者，甲方得終止合約。",
    ],
    "training": [
        "乙方派駐人員每年應參加甲方辦理之資安教育訓練三小時。",
        "The Provider's staff shall take part in the Client's security awareness training every year.",
    ],
    "targets": [
        "系統每月可用率不得低於99.9%，未達者每少0.1%扣當月費用百分之五。",
        "Monthly availability shall be at least 99.9 per cent. For each 0.1 per cent below that level a service credit of 5% is due.",
    ],
    "reporting": [
        "乙方經營權變動或財務狀況惡化，足以影響服務者，應於五日內以書面通知甲方。",
        "The Provider shall inform the Client without delay of any development that might materially affect its ability to provide the services.",
        "乙方應於每月十日前提出服務報告。",
    ],
    "continuity": [
        "乙方應訂定災難復原計畫，每年至少演練一次。",
        "The Provider shall maintain a business continuity plan and test it at least once a year.",
    ],
    "penetration_testing": [
        "乙方應配合甲方或其委任之第三人辦理滲透測試，並提供測試環境。",
        "The Provider shall participate and fully cooperate in the Client's threat-led penetration testing.",
    ],
    "monitoring": [
        "甲方、甲方委任之會計師及主管機關得隨時至乙方處所查核本約相關作業及紀錄。",
        "The Client, an appointed third party and the competent authority may inspect and audit the Provider's premises and records.",
        "乙方應接受甲方之稽核，不得拒絕。",
    ],
    "exit": [
        "本約終止後六個月內，乙方應依原條件繼續提供服務，並協助移轉至新廠商。",
        "Upon termination the Provider shall continue to provide the services for up to twelve months and assist the migration to a successor provider.",
    ],
}
PARTIAL = {
    "subcontracting": ["乙方得將工作分包，並就分包商之行為負責。", "The Provider may subcontract the services and is liable for its subcontractors."],
    "locations": ["甲方資料應存放於臺灣之資料中心。", "Data shall be hosted in data centres located in Taiwan."],
    "data_protection": ["乙方對甲方資料應予保密，不得洩漏予第三人。", "The Provider shall keep the Client's documents confidential."],
    "data_return": ["本約終止後，乙方應刪除甲方之資料及備份。", "After termination the Provider shall delete all Client data."],
    "service_levels": ["乙方應符合約定之服務水準。", "The Provider shall meet the service levels."],
    "incident_help": ["乙方知悉資料外洩時應於一小時內通報甲方。", "The Provider shall notify the Client of any security breach within one hour."],
    "termination_rights": ["甲方得隨時終止本合約。", "Only the Provider may terminate this Agreement upon thirty days' notice."],
    "targets": ["系統每月可用率不得低於99.9%。", "The platform shall be available 99.9% of each month."],
    "continuity": ["乙方應備有異地備援機房。", "The Provider shall maintain a disaster recovery site."],
    "penetration_testing": ["乙方應每年自行辦理滲透測試並提供報告。", "The Provider shall have an independent penetration test carried out every year and hand in the report."],
    "monitoring": ["乙方得提供第三方稽核報告代替甲方之查核。", "The Provider may provide a SOC 2 report instead of an audit."],
    "exit": ["本約終止後，乙方應返還甲方之文件。", "Upon termination the Provider shall return the Client's documents."],
}  # fmt: skip
ABSENT = {
    "description": ["本公司以卓越服務聞名，竭誠為客戶服務。", "The Client shall pay each invoice within thirty days."],
    "subcontracting": ["甲方不得將本約權利轉讓他人。", "Neither party may assign this Agreement without consent."],
    "locations": ["雙方合意以臺灣臺北地方法院為管轄法院。", "The courts of Taiwan shall have jurisdiction."],
    "data_protection": ["系統會自動備份畫面上之資料。", "The Client shall back up its own data."],
    "data_return": ["乙方應每日備份甲方資料。", "The Provider shall back up data every night."],
    "service_levels": ["「服務水準」係指附件所稱之指標。", "The Provider does not warrant any availability of 99.9%."],
    "incident_help": ["系統偵測到登入失敗時，畫面顯示通知。", "The software displays an alert when a login fails."],
    "authorities": ["依法令應揭露者，不在此限。", "The Provider shall comply with all applicable laws."],
    "termination_rights": ["本合約至民國116年12月31日屆滿。", "The scheduler terminates the process when memory runs out."],
    "training": ["乙方應為甲方使用者辦理系統操作訓練二場。", "The Provider shall give user training to the Client for two days."],
    "targets": ["乙方將盡力維持系統運作。", "The Provider shall use best efforts to keep the platform running."],
    "reporting": ["乙方應於每月五日前開立發票並提出請款報表。", "The Provider shall submit monthly invoice reports for payment."],
    "continuity": ["因不可抗力致災難復原遲延者，乙方不負責任。", "A force majeure event excuses any failure of disaster recovery."],
    "penetration_testing": ["滲透測試服務每次新臺幣十萬元。", "The fee for a penetration test is payable per test."],
    "monitoring": ["乙方得每年稽核甲方之使用人數。", "The Provider may audit the Client's usage of the software."],
    "exit": ["派駐人員離職時應辦理交接。", "Staff on leave hand over their tasks to a colleague."],
}  # fmt: skip


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(clause, words) for clause, each in table.items() for words in each]


def test_the_tables_cover_every_clause_in_both_languages():
    for table in (PRESENT, ABSENT):
        assert set(table) == set(RULEBOOK.clauses)
        assert all({w.isascii() for w in words} == {True, False} for words in table.values())


@pytest.mark.parametrize(("clause", "words"), cases(PRESENT))
def test_what_the_article_asks_is_found(clause, words):
    assert finding(clause, words).verdict is Verdict.PRESENT


@pytest.mark.parametrize(("clause", "words"), cases(PARTIAL))
def test_what_falls_short_counts_in_part_and_says_why(clause, words):
    found = finding(clause, words)
    assert found.verdict is Verdict.PARTIAL
    assert found.lacks


@pytest.mark.parametrize(("clause", "words"), cases(ABSENT))
def test_what_only_looks_alike_does_not_count(clause, words):
    assert finding(clause, words).verdict is Verdict.ABSENT


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_model_wording_satisfies_its_own_clause(language):
    """A vendor who signs what we propose has answered."""
    short = []
    for clause in RULEBOOK.clauses.values():
        words = clause.model.zh if language == "zh" else clause.model.en
        filled = words.replace("【", "").replace("】", "").replace("[", "").replace("]", "")
        found = finding(clause.id, filled)
        if found.verdict is not Verdict.PRESENT:
            short.append((clause.id, found.verdict))
    assert short == []
