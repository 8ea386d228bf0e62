"""What a letter says, in both languages side by side: a lawyer can read and change it here."""

from contracts.clauses.rulebook import Wording
from contracts.clauses.rules import Verdict

TITLE = Wording("函", "")
TO = Wording("受文者", "To")
ATTENTION = Wording("收件人", "Attention")
DATED = Wording("發文日期", "Date")
REFERENCE = Wording("發文字號", "Our reference")
ENCLOSED = Wording("附件", "Enclosed")
ENCLOSURE = Wording("各項說明及建議條文", "Annex: each clause, with the wording proposed")
SUBJECT = Wording("主旨", "Subject")
SUBJECT_OF_ONE = Wording(
    "請就貴公司與本公司所訂「%(title)s」（合約編號：%(number)s）未載明或約定不完備之事項辦理補正，並於%(reply_by)s前以書面回覆，請查照。",
    "Contract “%(title)s” (No. %(number)s): clauses to be added or completed; your answer by %(reply_by)s",
)
SUBJECT_OF_SEVERAL = Wording(
    "請就貴公司與本公司所訂「%(title)s」（合約編號：%(number)s）等%(count)s件合約未載明或約定不完備之事項辦理補正，並於%(reply_by)s前以書面回覆，請查照。",
    "%(count)s contracts between us (%(numbers)s): clauses to be added or completed; your answer by %(reply_by)s",
)
SALUTATION = Wording("", "Dear Sir or Madam,")
SALUTATION_BY_NAME = Wording("", "Dear %(name)s,")
EXPLANATION = Wording("說明", "")
BASIS = Wording(
    "依%(source)s，本公司與資訊服務供應商所訂合約應載明其所定之%(all)s項內容。",
    "Our contracts with providers of IT services must contain the %(all)s matters listed in this rule: %(source)s.",
)
FOUND = Wording(
    "經檢視%(which)s，計有%(count)s項尚未載明或約定不完備（未載明%(absent)s項、約定不完備%(partial)s項），摘要如%(tables)s；"
    "各項之規範要求、現行約定、欠缺內容及建議條文，詳如附件。",
    "Reviewing %(which)s we found %(count)s required clauses missing or incomplete (missing: %(absent)s, incomplete: "
    "%(partial)s). %(tables)s; the annex sets out for each what is required, what the contract says now, what is lacking "
    "and the wording we propose.",
)
WHICH_ONE = Wording("前揭合約", "the contract named above")
WHICH_SEVERAL = Wording("前揭%(count)s件合約", "these %(count)s contracts")
TABLES_ONE = Wording("下表", "The table below lists them")
TABLES_SEVERAL = Wording("下列各表", "The tables below list them")
PROPOSAL = Wording(
    "建議條文供雙方磋商之用，其中【　】內之文字及數字由雙方議定；貴公司亦得另提內容相當之條文。",
    "The wording proposed is a basis for agreement: what stands in [brackets] is for the parties to settle, and you are "
    "welcome to propose other wording that achieves the same.",
)
REQUEST = Wording(
    "請貴公司於%(reply_by)s前，就各項以書面回覆意見；經雙方合意後，以增補協議或修正合約辦理。",
    "Please answer each point in writing by %(reply_by)s. Once agreed, the changes are made by an amendment signed by "
    "both parties.",
)
RESERVATION = Wording(
    "本函係就合約內容之補正所為，不影響現行合約之效力及本公司依合約或法令所得主張之權利。",
    "This letter concerns the completion of the contract only; it affects neither the contract in force nor any right we "
    "have under it or by law.",
)
CONTACT = Wording("本案承辦人：%(who)s。", "For questions please contact %(who)s.")
CLOSING = Wording("", "Yours faithfully,")
FOR_US = Wording("代表人或授權簽署人", "Authorised signatory")
JOB = Wording("姓名及職稱", "Name and title")
DAY = Wording("日期", "Date")
REPLY = Wording("貴公司回覆", "Your answer")
REPLY_LEAD = Wording(
    "請於上表逐項勾選，連同本頁由有權代表簽署之人簽章後擲回。",
    "Please mark each line of the table above and return it with this page, signed by a person authorised to do so.",
)
SEAL = Wording("公司名稱及簽章", "Company and signature")
CAPTION = Wording("%(title)s（合約編號：%(number)s）", "%(title)s (No. %(number)s)")
NUMBER = Wording("項次", "No.")
CLAUSE = Wording("應載事項", "Required clause")
STANDING = Wording("現況", "Now")
LACKING = Wording("欠缺內容", "What is lacking")
CHOICES = Wording("□同意\n□另提條文", "□\u00a0agreed\n□\u00a0other\u00a0text")
ANNEX = Wording("附件　各項說明及建議條文", "Annex: each clause, with the wording proposed")
RULE = Wording("規範要求", "What is required")
NOW = Wording("現行約定", "What the contract says now")
PROPOSED = Wording("建議條文", "Wording proposed")
NOTHING_SAID = Wording("經檢視，合約中未見相關約定。", "We found no provision on this in the contract.")
NOTHING_QUOTED = Wording("合約雖有提及，惟約定不完備。", "The contract addresses this, but not completely.")
UNSETTLED = Wording(
    "現有文字雖提及此事項，惟未明確約定；%(rule)s請補充約定。",
    "The present wording touches on this without laying it down. %(rule)s",
)
"""In place of a lack that says no more than that a clause is incomplete: a vendor is told what would complete it."""
UNSETTLED_AS_ABOVE = Wording(
    "現有文字雖提及此事項，惟就上開規範要求未為明確約定，請依建議條文或以內容相當之條文補充。",
    "The present wording touches on this without laying down what is required above; please complete it in the wording "
    "proposed or in other wording to the same effect.",
)
ALL_LACKING = Wording("尚未約定。", "No provision.")
VERDICTS = {
    Verdict.ABSENT: Wording("未載明", "Missing"),
    Verdict.PARTIAL: Wording("約定不完備", "Incomplete"),
}
RULE_LINE = Wording("（%(source)s，第%(number)s項）", " (%(source)s, item\u00a0%(number)s)")
PAGE = Wording("第 %(n)s 頁", "page %(n)s")
PAGE_OF = (Wording("第 ", "Page "), Wording(" 頁，共 ", " of "), Wording(" 頁", ""))
NO_FIRM = Wording("【本公司全名】", "[name of our firm]")
AND_SO_ON = Wording("、", ", ")
