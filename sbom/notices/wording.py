"""What a letter about notices that did not come says, in both languages side by side."""

from core.phrases import Wording

SUBJECT = Wording(
    "貴公司所提供軟體之已知漏洞，未依約定期限通報本公司，請於%(reply_by)s前說明並提供因應措施，請查照。",
    "Known vulnerabilities in software you supply of which we were not told in time; your answer by %(reply_by)s",
)
BASIS = Wording(
    "依「證券商內部控制制度標準規範」CC-19000（四）9，資訊服務供應商對於漏洞、過舊版本或其他證券商使用相同服務所生之異常，應主動轉知"
    "並提供因應措施。",
    "Item CC-19000 (4) 9 of the Standard for the Internal Control Systems of Securities Firms has providers of IT services "
    "tell us, unasked, of vulnerabilities, outdated versions and faults at other firms with the same service, with "
    "countermeasures.",
)
FOUND = Wording(
    "經比對貴公司交付之軟體物料清單（SBOM），下列%(count)s項已知漏洞，迄今未見貴公司通報；其通報期限及依據如下表。",
    "Matching the SBOMs you delivered we found %(count)s known vulnerabilities of which no notice has reached us. The table "
    "states by when each was due, and why.",
)
REQUEST = Wording(
    "請於%(reply_by)s前，逐項說明是否受影響、未通報之原因、因應措施及其完成日期。",
    "Please state by %(reply_by)s for each of them: whether the product is affected, why we were not told, the countermeasures "
    "and when they will be in place.",
)
RESERVATION = Wording("本公司保留依合約及法令主張權利。", "We reserve all rights under the contract and by law.")
CAPTION = Wording("未通報之已知漏洞", "Known vulnerabilities without notice")
HEADS = (
    Wording("漏洞", "Vulnerability"),
    Wording("產品及元件", "Product and component"),
    Wording("嚴重程度", "Severity"),
    Wording("通報期限及依據", "Notice was due, and why"),
)
KNOWN_DUE = Wording(
    "%(known)s起為已知；應於%(due)s前通報（%(why)s）", "known since %(known)s; due by %(due)s (%(why)s)"
)
REPLY = Wording("貴公司回覆", "Your answer")
REPLY_LEAD = Wording(
    "請由有權代表簽署之人簽章後擲回。", "Please return this page signed by a person authorised to do so."
)
