"""The words the sample vendors are made of. Names are invented; numbers are valid and belong to nobody we know."""

from vendors.services.rules import Criticality, ServiceKind

FIRST = dict(
    zip(
        "嵐映禾璟澄翊昕拓睿岳凌瀚穎晟朔湛沐鉅皓霽衡曜芃玥",
        [
            "Lan",
            "Ying",
            "He",
            "Jing",
            "Cheng",
            "Yi",
            "Hsin",
            "Tuo",
            "Jui",
            "Yueh",
            "Ling",
            "Han",
            "Yin",
            "Sheng",
            "Shuo",
            "Chan",
            "Mu",
            "Chu",
            "Hao",
            "Chi",
            "Heng",
            "Yao",
            "Peng",
            "Yueh",
        ],
        strict=True,
    )
)
SECOND = dict(
    zip(
        "川石橋圃畝舟汀嶼棧錨燈楓杉榆澤谷野島渡梁礁岬",
        [
            "chuan",
            "shih",
            "chiao",
            "pu",
            "mou",
            "chou",
            "ting",
            "yu",
            "chan",
            "mao",
            "teng",
            "feng",
            "shan",
            "yu",
            "tse",
            "ku",
            "yeh",
            "tao",
            "tu",
            "liang",
            "chiao",
            "chia",
        ],
        strict=True,
    )
)
LINES: tuple[tuple[str, str, tuple[ServiceKind, ...]], ...] = (
    ("資訊", "Information", (ServiceKind.MAINTENANCE, ServiceKind.DEVELOPMENT)),
    ("科技", "Technology", (ServiceKind.DEVELOPMENT, ServiceKind.MAINTENANCE)),
    ("數位", "Digital", (ServiceKind.DEVELOPMENT, ServiceKind.CONSULTING)),
    ("系統", "Systems", (ServiceKind.MAINTENANCE, ServiceKind.HARDWARE)),
    ("網路", "Networks", (ServiceKind.NETWORK,)),
    ("資安", "Security", (ServiceKind.SECURITY_OPERATIONS, ServiceKind.SECURITY_TESTING)),
    ("雲端", "Cloud", (ServiceKind.CLOUD,)),
    ("軟體", "Software", (ServiceKind.SOFTWARE_LICENCE, ServiceKind.MAINTENANCE)),
    ("電腦", "Computer", (ServiceKind.HARDWARE, ServiceKind.MAINTENANCE)),
    ("通訊", "Communications", (ServiceKind.NETWORK, ServiceKind.DATA_CENTRE)),
)
SUPPLIES = {
    ServiceKind.DEVELOPMENT: ("客製系統開發", "前台介面改版開發", "行動應用程式開發"),
    ServiceKind.MAINTENANCE: ("應用系統維護", "資料庫維護", "主機作業系統維護"),
    ServiceKind.CLOUD: ("雲端運算與儲存", "郵件與協作雲端服務", "備份雲端空間"),
    ServiceKind.DATA_CENTRE: ("機房代管", "異地備援機房"),
    ServiceKind.NETWORK: ("專線與備援線路", "網路設備維護", "內容傳遞網路"),
    ServiceKind.SECURITY_OPERATIONS: ("資安監控中心（SOC）", "端點偵測與應變託管"),
    ServiceKind.SECURITY_TESTING: ("弱點掃描與滲透測試", "行動應用程式檢測", "原始碼檢測"),
    ServiceKind.MARKET_DATA: ("即時行情資訊源", "國際行情資訊源"),
    ServiceKind.SOFTWARE_LICENCE: ("資料庫軟體授權", "中介軟體授權", "報表軟體授權"),
    ServiceKind.HARDWARE: ("伺服器租賃與維護", "儲存設備維護", "印表機維護"),
    ServiceKind.STAFFING: ("駐點工程師派遣",),
    ServiceKind.CONSULTING: ("資訊安全管理制度顧問", "個資保護顧問"),
}
# name, criticality, MTPD, RTO, RPO in minutes (None: nobody has said yet), the kinds of service that support it
FUNCTIONS: tuple[tuple[str, Criticality, int | None, int | None, int | None], ...] = (
    ("網路下單", Criticality.CORE, 120, 60, 5),
    ("行動下單", Criticality.CORE, 120, 60, 5),
    ("行情揭示", Criticality.CORE, 60, 30, 0),
    ("交易主機與風險控管", Criticality.CORE, 60, 30, 0),
    ("交割結算", Criticality.CORE, 240, 120, 0),
    ("集保連線", Criticality.CORE, 240, 180, 15),
    ("客戶帳務", Criticality.CORE, 480, 240, 15),
    ("電話語音下單", Criticality.IMPORTANT, 240, 120, 15),
    ("信用交易", Criticality.IMPORTANT, 480, 240, 30),
    ("複委託交易", Criticality.IMPORTANT, 480, 240, 30),
    ("線上開戶", Criticality.IMPORTANT, 1440, 480, 60),
    ("客服中心", Criticality.IMPORTANT, 720, 240, None),
    ("公司官網", Criticality.IMPORTANT, 1440, 480, 240),
    ("電子郵件", Criticality.IMPORTANT, 1440, 480, 60),
    ("法令遵循申報", Criticality.IMPORTANT, 2880, 1440, 240),
    ("財務會計", Criticality.ORDINARY, 2880, 1440, 240),
    ("人資薪資", Criticality.ORDINARY, 4320, 2880, 1440),
    ("文件管理", Criticality.ORDINARY, None, None, None),
    ("研究報告發布", Criticality.ORDINARY, 4320, None, None),
)
SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高"
GIVEN = ("怡君", "志豪", "雅雯", "冠宇", "淑惠", "俊傑", "美玲", "建宏", "佩珊", "宗翰", "詩涵", "柏翰", "心怡", "明哲")
TITLES = (("業務經理", "業務"), ("專案經理", "專案"), ("技術支援主任", "技術"), ("資安聯絡人", "資安事件通報"))
ABROAD = (
    ("Nimbora Harbour Cloud Pte. Ltd.", "SG", "Nimbora Harbour", "ap-southeast"),
    ("Quillstone Data Systems, Inc.", "US", "", ""),
    ("Fjordline Market Feeds GmbH", "DE", "", ""),
    ("カナデ情報サービス株式会社", "JP", "", ""),
    ("Larkmoor Software Limited", "GB", "", ""),
)
CURRENCIES = {"USD": ("31.8", 0.6), "JPY": ("0.2125", 0.008), "EUR": ("34.6", 0.8), "SGD": ("24.1", 0.4)}
