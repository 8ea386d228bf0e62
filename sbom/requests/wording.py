"""What a request to a vendor says, in both languages side by side: a person can read and change it here."""

from core.phrases import Wording

SUBJECT_OF_ONE = Wording(
    "請就貴公司所提供「%(about)s」之第三方程式元件，補正其來源與授權證明，並於%(reply_by)s前回覆，請查照。",
    "%(about)s: source and proof of licence of third-party components; your answer by %(reply_by)s",
)
SUBJECT_OF_SEVERAL = Wording(
    "請就貴公司所提供「%(about)s」等%(count)s項軟體之第三方程式元件，補正其來源與授權證明，並於%(reply_by)s前回覆，請查照。",
    "%(count)s products (%(about)s, …): source and proof of licence of third-party components; your answer by %(reply_by)s",
)
ENCLOSURE = Wording("回覆表（Excel 檔）", "the list to be filled in (Excel workbook)")
BASIS = Wording(
    "依「證券商內部控制制度標準規範」CC-19000（四）5，委外資訊服務供應商應揭露第三方程式元件之來源與授權證明。",
    "Item CC-19000 (4) 5 of the Standard for the Internal Control Systems of Securities Firms has providers of IT services "
    "disclose the source and the proof of licence of third-party components.",
)
FOUND = Wording(
    "經檢視貴公司交付之軟體物料清單（SBOM），下列%(lines)s項第三方程式元件尚有欠缺（來源%(origins)s項、授權%(licences)s項）。",
    "In the software bills of materials (SBOM) that you delivered, %(lines)s third-party components are not yet disclosed "
    "(source: %(origins)s, licence: %(licences)s).",
)
LISTED = Wording(
    "各項之識別資料、欠缺內容、現有記載何以不足，及應提供之資料，詳如所附回覆表；%(where)s",
    "The workbook enclosed names each of them: what is missing, why the present entry proves nothing, and what to supply. "
    "%(where)s",
)
IN_TABLES = Wording("並摘要如下表。", "The tables below repeat it.")
FIRST_IN_TABLES = Wording("下表僅列前%(n)s項。", "The tables below hold the first %(n)s only.")
HOW = Wording(
    "請於回覆表之填寫欄逐項填寫後，以同一檔案回覆；請勿更動各列之編號與元件名稱。以更新後之 SBOM 補足者，亦請一併交付。",
    "Please fill in the columns for your answer and return the same file; leave the row ids and the names of the components "
    "as they are. Where a corrected SBOM says it instead, please deliver that.",
)
REQUEST = Wording("請於%(reply_by)s前回覆。", "Please answer by %(reply_by)s.")
ELEMENTS = Wording(
    "另請就回覆表「最低要素」工作表所列、SBOM 未具備之要素，於下次交付時補足。",
    "The sheet “Minimum elements” of the workbook lists which elements of NTIA, CISA and BSI TR-03183-2 the SBOM lacks; "
    "please complete them with your next delivery.",
)
CAPTION = Wording(
    "%(product)s %(release)s（%(file)s，%(day)s交付）", "%(product)s %(release)s (%(file)s, delivered %(day)s)"
)
HEADS = (
    Wording("列編號", "Row"),
    Wording("元件", "Component"),
    Wording("欠缺", "Missing"),
    Wording("現有記載及其不足", "What the entry says, and why it proves nothing"),
    Wording("應提供", "Please supply"),
)
REPLY = Wording("貴公司回覆", "Your answer")
REPLY_LEAD = Wording(
    "請以所附回覆表逐項填寫，由有權代表確認後擲回。",
    "Please answer in the workbook enclosed, confirmed below by a person authorised to do so.",
)
COMMA = Wording("、", ", ")
MISSING_SOURCE = Wording("來源", "source")
MISSING_LICENCE = Wording("授權", "licence")
SUPPLY_SOURCE = Wording(
    "來源網址（原始碼儲存庫、原始碼套件或下載處）",
    "its source address (repository, source package or download)",
)
SUPPLY_LICENCE = Wording(
    "授權（SPDX 代碼或運算式），及其全文或網址；商用元件為授權人及期限",
    "its licence (SPDX) and the text or its address; if commercial, the licensor and until when",
)

# the workbook

INSTRUCTIONS = Wording("填寫說明", "Instructions")
ITEMS = Wording("待補項目", "Items")
MINIMUM = Wording("最低要素", "Minimum elements")
TITLE = Wording(
    "第三方程式元件來源與授權證明：回覆表", "Source and licence of third-party components: list to be filled in"
)
META = (
    Wording("本公司", "From"),
    Wording("受文者", "To"),
    Wording("發文字號", "Our reference"),
    Wording("回覆期限", "Answer due"),
    Wording("項數", "Items"),
)
STEPS = (
    Wording("每列為一個元件。灰底欄位為本公司填寫，請勿更動；白底欄位請貴公司填寫。",
            "Each row is one component. The grey columns are ours: please leave them as they are. The white ones are yours."),
    Wording("「列編號」供匯入時辨識，請勿更動、複製或新增。可刪除無法回覆之列，亦可分次回覆。",
            "The row id tells us which component you speak of: do not change, copy or add any. Rows that you cannot answer may "
            "stay empty or be deleted; you may answer in several files."),
    Wording("欠缺「來源」者：填寫可實際連結之網址，並選擇網址種類。僅填套件名稱、廠商名稱或公司網站者，無法證明來源。",
            "Where the source is missing: give an address that can be followed, and choose what it is. A package name, a maker's "
            "name or a company's website proves no source."),
    Wording("欠缺「授權」者：填寫 SPDX 代碼或運算式（如 MIT、Apache-2.0、GPL-2.0-only WITH Classpath-exception-2.0）。"
            "不在 SPDX 清單者，請附授權全文或其網址。填寫 NOASSERTION、未知、「詳見檔案」者，無法證明授權。",
            "Where the licence is missing: give an SPDX id or expression (such as MIT, Apache-2.0, GPL-2.0-only WITH "
            "Classpath-exception-2.0). For a licence that is not on the SPDX list, add its text or the address of its text. "
            "NOASSERTION, “unknown” or “see file” prove nothing."),
    Wording("商用元件：填寫授權人，及授權到期日（如 2027-12-31；永久授權者免填）。",
            "Commercial components: name the licensor, and the day on which the licence ends (such as 2027-12-31; leave it empty "
            "if it does not end)."),
    Wording("元件係貴公司自行開發者，請於「何方之著作」選擇「本公司自行開發」。",
            "If the component is your own work, choose so in the column “Whose work”."),
)  # fmt: skip
COLUMNS: dict[str, Wording] = {
    "row_id": Wording("列編號", "Row id"),
    "product": Wording("產品及版本", "Product and release"),
    "component": Wording("元件", "Component"),
    "version": Wording("元件版本", "Component version"),
    "purl": Wording("套件網址（purl）", "Package URL (purl)"),
    "missing": Wording("欠缺", "Missing"),
    "why": Wording("現有記載及其不足", "What the entry says, and why it proves nothing"),
    "supply": Wording("應提供", "Please supply"),
    "source_url": Wording("來源網址", "Source address"),
    "source_kind": Wording("網址種類", "Kind of address"),
    "maker": Wording("製作者或供應者", "Made or supplied by"),
    "whose": Wording("何方之著作", "Whose work"),
    "licence": Wording("授權（SPDX）", "Licence (SPDX)"),
    "licence_text": Wording("授權全文或其網址", "Licence text or its address"),
    "licensor": Wording("商用授權之授權人", "Licensor (commercial)"),
    "licence_ends_on": Wording("商用授權到期日", "Commercial licence ends on"),
    "note": Wording("備註", "Remark"),
}
OURS = ("row_id", "product", "component", "version", "purl", "missing", "why", "supply")
WIDTHS = {
    "row_id": 17, "product": 22, "component": 28, "version": 12, "purl": 34, "missing": 10, "why": 44, "supply": 38,
    "source_url": 38, "source_kind": 16, "maker": 20, "whose": 16, "licence": 22, "licence_text": 34, "licensor": 20,
    "licence_ends_on": 14, "note": 24,
}  # fmt: skip
WHOSE: dict[str, Wording] = {
    "third": Wording("第三方", "Third party"),
    "own": Wording("本公司自行開發", "Our own work"),
}
CHOOSE = Wording("請自清單選擇。", "Please choose from the list.")
DAY_HINT = Wording("請填日期，如 2027-12-31。", "Please write a date such as 2027-12-31.")
ELEMENT_HEADS = (
    Wording("標準", "Standard"),
    Wording("章節", "Section"),
    Wording("要素", "Element"),
    Wording("產品及版本", "Product and release"),
    Wording("具備／全部", "Present / all"),
    Wording("比例", "Share"),
    Wording("欠缺", "Missing"),
)
