"""What the workbook for a vendor says, in both languages side by side: a person can read and change it here."""

from core.phrases import Wording

INSTRUCTIONS = Wording("填寫說明", "Read me")
QUESTIONS = Wording("問卷", "Questions")
META = {
    "firm": Wording("發問機構", "Asked by"),
    "vendor": Wording("受評廠商", "Asked of"),
    "questionnaire": Wording("問卷名稱及版本", "Questionnaire and version"),
    "reply_by": Wording("請於此日前回覆", "Please answer by"),
    "code": Wording("檔案識別碼（請勿更動）", "Code of this file (leave as it is)"),
}
STEPS = (
    Wording(
        "請於「問卷」工作表之填寫欄（白底）逐題填答；灰底欄位為題目，已鎖定。",
        "Fill in the white columns of the sheet “Questions”; the grey ones are ours and locked.",
    ),
    Wording("選擇題請自下拉選單選取。", "Where there is a list, choose from it."),
    Wording(
        "日期可寫 2026-12-31、2026/12/31 或民國 115 年 12 月 31 日；百分比只寫數字，例如 12.5。",
        "Dates: 2026-12-31; percentages: the number alone, such as 12.5.",
    ),
    Wording(
        "需佐證之題目，請於「佐證文件」欄寫明檔名，並隨本檔一併提供。",
        "Where proof is asked for, name the file in the column “Evidence” and send it along.",
    ),
    Wording("不確定之事項請寫於「備註」欄，勿刪除列或另存他種格式。", "Remarks go in the last column; keep all rows."),
    Wording("「＊」為關鍵題。", "“*” marks a critical question."),
)
COLUMNS = {
    "row_id": Wording("題碼", "Question id"),
    "number": Wording("題號", "No."),
    "section": Wording("構面", "Section"),
    "text": Wording("題目", "Question"),
    "how": Wording("作答方式", "How to answer"),
    "answer": Wording("貴公司填答", "Your answer"),
    "evidence": Wording("佐證文件", "Evidence"),
    "remark": Wording("備註", "Remarks"),
}
OURS = ("row_id", "number", "section", "text", "how")
WIDTHS = {
    "row_id": 16, "number": 6, "section": 18, "text": 52, "how": 30, "answer": 26, "evidence": 28, "remark": 36,
}  # fmt: skip
ASKED_BACK = Wording("請補充：", "Please add: ")
HOW = {
    "choice": Wording("請自選單選取", "Choose from the list"),
    "yes_no": Wording("請自選單選取", "Choose from the list"),
    "number": Wording("數字", "A number"),
    "percent": Wording("百分比之數字，例如 12.5", "A percentage, such as 12.5"),
    "expiry": Wording("有效期限之日期", "The last day it is valid"),
    "past": Wording("日期", "A day"),
    "text": Wording("文字", "Words"),
}
NEEDS_EVIDENCE = Wording("請附佐證", "Proof is asked for")
OPTIONAL = Wording("得免填", "May stay empty")
CHOOSE = Wording("請自清單中選取。", "Choose from the list.")
NUMBER_ERROR = Wording("請填 0 至 %(most)s 之數字。", "Write a number between 0 and %(most)s.")
