"""Papers of our own, in the registers in which contracts are written, each with what it surely says.

`says` holds for a kind the sure readings, as `str(shown(value))`, in any order; `silent` the kinds of which nothing may be
sure.
"""

from dataclasses import dataclass, field

from contracts.facts.rules import FactKind as K


@dataclass(frozen=True)
class Written:
    name: str
    text: str
    says: dict[K, list[str]]
    silent: tuple[K, ...] = field(default=())


PAPERS = (
    Written(
        "a formal maintenance contract",
        """核心系統維護合約書
合約編號：QX-115-0031

立合約書人
甲方：松嶺證券股份有限公司（以下簡稱甲方）　統一編號：12345675
乙方：晨曦資訊股份有限公司（以下簡稱乙方）　統一編號：04595252

第一條　合約期間
本合約自民國一百一十五年一月一日起至民國一百一十七年十二月三十一日止，共計三年。期滿前六十日，任一方未以書面通知他方不續約者，自動續約一年，其後亦同。
第二條　合約總價
本合約總價為新臺幣壹仟貳佰萬元整（NT$12,000,000，含營業稅），乙方按季開立發票請款，甲方於收到發票後三十日內付款。
第三條　服務水準
系統每月可用率不得低於百分之九十九點九。重大障礙，乙方應於三十分鐘內回應、四小時內修復；一般障礙，乙方應於四小時內回應、二個工作日內修復。
第四條　資安事件
乙方知悉甲方資料外洩或其系統遭入侵時，應於一小時內以電話通報甲方，並於三日內提出書面調查報告。
第五條　違約金
乙方逾期完成者，每逾一日按合約總價千分之一計罰，以合約總價百分之二十為上限。
第六條　賠償責任
乙方就本合約所負之損害賠償責任，以合約總價為限。
第七條　保固
自驗收合格之翌日起，保固期間為一年，乙方應無償修復瑕疵。
第八條　保密
乙方應就甲方資料負保密義務，本義務於合約終止後五年內仍有效。
第九條　準據法及管轄
本合約以中華民國法律為準據法，並以臺灣臺北地方法院為第一審管轄法院。

中　華　民　國　一一四　年　十二　月　十五　日""",
        {
            K.TITLE: ["核心系統維護合約書"],
            K.NUMBER: ["QX-115-0031"],
            K.PARTY: ["Client: 松嶺證券股份有限公司 (12345675)", "Vendor: 晨曦資訊股份有限公司 (04595252)"],
            K.SIGNED_ON: ["2025-12-15"],
            K.STARTS_ON: ["2026-01-01"],
            K.ENDS_ON: ["2028-12-31"],
            K.TERM: ["3 years"],
            K.RENEWAL: ["Automatic, for 12 months"],
            K.NOTICE: ["60 calendar days"],
            K.VALUE: ["TWD 12,000,000, tax included"],
            K.PAYMENT: ["quarterly"],
            K.PAYMENT_TERM: ["30 calendar days"],
            K.AVAILABILITY: ["99.9%"],
            K.RESPONSE: ["30 minutes", "4 hours"],
            K.REPAIR: ["4 hours", "2 business days"],
            K.INCIDENT_NOTICE: ["one hour"],
            K.PENALTY: ["0.1% of 合約總價 a day"],
            K.PENALTY_CAP: ["20%"],
            K.LIABILITY_CAP: ["合約總價"],
            K.WARRANTY: ["one year"],
            K.SURVIVAL: ["5 years"],
            K.GOVERNING_LAW: ["中華民國法律"],
            K.COURT: ["臺灣臺北地方法院"],
        },
        silent=(K.ARBITRATION,),
    ),
    Written(
        "a procurement by the government's form",
        """財物採購契約
招標機關（甲方）：合眾證券股份有限公司
得標廠商（乙方）：力行網通有限公司
標案案號：IT-114-07

第2條 契約價金
契約總價新臺幣2,450,000元，驗收合格後一次付清。
第3條 履約期限
自114年8月1日起至115年7月31日止。
第9條 保固
自驗收合格日起三年。
第11條 罰則
逾期一日按契約總價千分之二計算違約金，最高以契約總價百分之二十為限。
第15條 爭議
以甲方所在地之地方法院為第一審管轄法院。

中華民國114年7月20日""",
        {
            K.NUMBER: ["IT-114-07"],
            K.STARTS_ON: ["2025-08-01"],
            K.ENDS_ON: ["2026-07-31"],
            K.SIGNED_ON: ["2025-07-20"],
            K.VALUE: ["TWD 2,450,000"],
            K.PAYMENT: ["once, in full"],
            K.PENALTY: ["0.2% of 契約總價 a day"],
            K.PENALTY_CAP: ["20%"],
            K.COURT: ["甲方所在地之地方法院"],
        },
        silent=(K.RENEWAL, K.INCIDENT_NOTICE),
    ),
    Written(
        "simplified Chinese",
        """云监控服务协议
委托方（甲方）：恒信证券股份有限公司
服务方（乙方）：启明数据技术有限公司
一、期限
本协议自2026年3月1日起至2028年2月29日止。期满前三十日双方未提出书面异议的，自动续展一年。
二、费用
服务费每月新台币十二万元，甲方收到发票后四十五日内支付。
三、服务水平
平台月度可用性不低于99.95%。甲方报障后十五分钟内响应，两小时内恢复。
四、安全事件
乙方发现数据泄露的，应在三十分钟内通知甲方。
五、保密
本协议终止后三年内，双方仍应对对方的商业秘密予以保密。
六、争议
因本协议引起的争议，提交中华民国仲裁协会在台北市仲裁。""",
        {
            K.STARTS_ON: ["2026-03-01"],
            K.ENDS_ON: ["2028-02-29"],
            K.RENEWAL: ["Automatic, for 12 months"],
            K.NOTICE: ["30 calendar days"],
            K.VALUE: ["TWD 120,000 a month"],
            K.PAYMENT_TERM: ["45 calendar days"],
            K.AVAILABILITY: ["99.95%"],
            K.RESPONSE: ["15 minutes"],
            K.REPAIR: ["2 hours"],
            K.INCIDENT_NOTICE: ["30 minutes"],
            K.SURVIVAL: ["3 years"],
            K.ARBITRATION: ["中华民国仲裁协会, 台北市"],
        },
        silent=(K.COURT,),
    ),
    Written(
        "an English master agreement",
        """MASTER SERVICES AGREEMENT

This Master Services Agreement (the "Agreement") is entered into as of March 2, 2026 by and between Granite Ridge Securities Co., Ltd. ("Customer") and Bluewater Systems, Inc. ("Provider").

1. Term. The initial term of this Agreement shall commence on April 1, 2026 and continue until March 31, 2029. Thereafter it shall automatically renew for successive one (1) year periods unless either party gives written notice of non-renewal at least ninety (90) days prior to the end of the then-current term.
2. Fees. Customer shall pay a monthly fee of US$18,500, exclusive of taxes, within forty-five (45) days after receipt of invoice.
3. Service Levels. The platform shall be available at least 99.95% of each calendar month. Provider shall respond to Severity 1 incidents within fifteen (15) minutes and resolve them within four (4) hours.
4. Security Incidents. Provider shall notify Customer within twenty-four (24) hours of becoming aware of any unauthorized access to Customer Data.
5. Liability. Each party's aggregate liability shall not exceed the fees paid in the twelve months preceding the claim.
6. Warranty. Provider warrants that for a period of six (6) months from acceptance the deliverables will conform to the specifications and shall correct defects at no charge.
7. Confidentiality. The obligations of confidentiality shall survive for five (5) years after termination of this Agreement.
8. Law. This Agreement shall be governed by the laws of the State of New York. The courts of New York County shall have exclusive jurisdiction.""",
        {
            K.PARTY: ["Client: Granite Ridge Securities Co., Ltd.", "Vendor: Bluewater Systems, Inc."],
            K.SIGNED_ON: ["2026-03-02"],
            K.STARTS_ON: ["2026-04-01"],
            K.ENDS_ON: ["2029-03-31"],
            K.RENEWAL: ["Automatic, for 12 months"],
            K.NOTICE: ["90 calendar days"],
            K.VALUE: ["USD 18,500 a month, tax to be added"],
            K.PAYMENT_TERM: ["45 calendar days"],
            K.AVAILABILITY: ["99.95%"],
            K.RESPONSE: ["15 minutes"],
            K.REPAIR: ["4 hours"],
            K.INCIDENT_NOTICE: ["24 hours"],
            K.WARRANTY: ["6 months"],
            K.SURVIVAL: ["5 years"],
            K.GOVERNING_LAW: ["the State of New York"],
            K.COURT: ["courts of New York County"],
        },
        silent=(K.ARBITRATION, K.PENALTY),
    ),
    Written(
        "start and length only",
        """資料庫代管契約
第一條 契約期間
本契約自民國115年3月1日起生效，有效期間二年。
第二條 續約
期滿後如需續約，應由雙方另行議定之。""",
        {K.STARTS_ON: ["2026-03-01"], K.ENDS_ON: ["2028-02-29"], K.TERM: ["2 years"], K.RENEWAL: ["By agreement"]},
    ),
    Written(
        "a letter in everyday words",
        """給楓葉證券資訊部：
我們從 2026 年 5 月 4 日開始幫你們顧網站，顧到 2027 年 5 月 3 日，到期前一個月兩邊都沒說話就再做一年。
錢的部分每個月兩萬八千元，月底開發票。
網站打不開，二十分鐘內我回電話，兩小時內讓它恢復。
後台被駭的話，一小時內打電話給你們資安。""",
        {
            K.RENEWAL: ["Automatic, for 12 months"],
            K.NOTICE: ["one month"],
            K.INCIDENT_NOTICE: ["one hour"],
        },
        silent=(K.COURT, K.PENALTY),
    ),
    Written(
        "a slip of two columns",
        """設備租賃確認單
| 項目 | 內容 |
| 租賃期間 | 2026/04/01 至 2029/03/31 |
| 月租金 | 新臺幣 158,000 元（未稅） |
| 付款 | 每月五日前付款 |
| 管轄 | 臺灣新北地方法院 |""",
        {K.STARTS_ON: ["2026-04-01"], K.ENDS_ON: ["2029-03-31"], K.COURT: ["臺灣新北地方法院"]},
    ),
    Written(
        "a table of fault classes",
        """監控服務合約附件
服務水準表
| 等級 | 回應時間 | 修復時間 | 未達成之扣款 |
| 緊急 | 十分鐘 | 二小時 | 當月服務費百分之五 |
| 一般 | 四小時 | 二個工作日 | 當月服務費百分之一 |""",
        {K.RESPONSE: ["10 minutes", "4 hours"], K.REPAIR: ["2 hours", "2 business days"]},
    ),
    Written(
        "months without days",
        """顧問服務合約
第二條 服務期間
自民國115年7月起至民國116年6月止。""",
        {},
    ),
    Written(
        "no renewal at all",
        """授權契約
第三條 授權期間
授權期間自2026年1月1日至2026年12月31日，期滿即失效，不得自動續約。""",
        {K.STARTS_ON: ["2026-01-01"], K.ENDS_ON: ["2026-12-31"]},
        silent=(),
    ),
    Written(
        "an amendment",
        """系統維護合約增補協議書
甲方：松嶺證券股份有限公司
乙方：晨曦資訊股份有限公司
一、原合約期間至民國117年12月31日止，雙方同意延長至民國118年12月31日。
二、其餘條款不變。
中華民國117年10月1日""",
        {K.ENDS_ON: ["2029-12-31"], K.SIGNED_ON: ["2028-10-01"]},
    ),
    Written(
        "confidentiality without end, arbitration in English",
        """NON-DISCLOSURE AGREEMENT
1. Confidentiality. The Recipient shall keep the Confidential Information secret. This obligation shall survive the termination of this Agreement indefinitely.
2. Disputes. Any dispute shall be finally settled by arbitration administered by the Chinese Arbitration Association, Taipei. The seat of arbitration shall be Taipei.
3. This Agreement is governed by the laws of the Republic of China (Taiwan).""",
        {
            K.SURVIVAL: ["without an end in time"],
            K.GOVERNING_LAW: ["the Republic of China"],
            K.ARBITRATION: ["Chinese Arbitration Association, Taipei"],
        },
        silent=(K.ENDS_ON, K.COURT, K.VALUE),
    ),
    Written(
        "questions and answers",
        """資料備份服務約定
Q：約多久？
A：合約期間自115年2月1日起至116年1月31日止。
Q：多少錢？
A：全年服務費新臺幣 48 萬元（未稅），分四期付款。
Q：資料外流怎麼辦？
A：我們發現後應於四小時內通知貴公司。""",
        {
            K.STARTS_ON: ["2026-02-01"],
            K.ENDS_ON: ["2027-01-31"],
            K.INCIDENT_NOTICE: ["4 hours"],
        },
    ),
    Written(
        "signatures side by side with their numbers",
        """系統整合服務契約書
立契約書人
甲方：海濤證券股份有限公司　　　乙方：群峰數位有限公司
統一編號：12345675　　　統一編號：53212539
第一條 契約期間：自民國115年1月1日起至115年12月31日止。""",
        {
            K.PARTY: ["Client: 海濤證券股份有限公司 (12345675)", "Vendor: 群峰數位有限公司 (53212539)"],
            K.STARTS_ON: ["2026-01-01"],
            K.ENDS_ON: ["2026-12-31"],
        },
    ),
    Written(
        "a statement of work in English with a table",
        """STATEMENT OF WORK No. 7
| Item | Terms |
| Term | 1 June 2026 to 31 May 2027 |
| Contract price | NT$2,800,000 (tax included) |
| Payment | in four instalments |""",
        {K.STARTS_ON: ["2026-06-01"], K.ENDS_ON: ["2027-05-31"], K.VALUE: ["TWD 2,800,000, tax included"]},
    ),
    Written(
        "notice in business days and months",
        """行情傳輸合約
第八條 合約效期
本合約效期三年，自2026年1月1日起算；屆滿二十個營業日前，一方未以書面表示終止者，自動延長六個月。""",
        {K.STARTS_ON: ["2026-01-01"], K.NOTICE: ["20 business days"], K.RENEWAL: ["Automatic, for 6 months"]},
    ),
    Written(
        "daily penalty as an amount, service credit in English",
        """4. Delay. If delivery is late, the Supplier shall pay liquidated damages of US$500 per day, up to a maximum of 10% of the Contract Price.
5. 乙方逾期交貨者，每日罰款新臺幣五千元。""",
        {K.PENALTY: ["USD 500 a day", "TWD 5,000 a day"], K.PENALTY_CAP: ["10%"]},
    ),
    Written(
        "both parties in one line, the number before what each is called",
        """系統維護契約書
立契約書人：松嶺證券股份有限公司（統一編號：12345675，地址：臺北市中正區一路1號，以下簡稱甲方）、晨曦資訊股份有限公司（統一編號：04595252）（以下簡稱乙方），茲就系統維護事宜訂立條款如下：
第四條　服務水準
障礙通報後乙方應於30分鐘內回應，4小時內修復。""",
        {
            K.PARTY: ["Client: 松嶺證券股份有限公司 (12345675)", "Vendor: 晨曦資訊股份有限公司 (04595252)"],
            K.RESPONSE: ["30 minutes"],
            K.REPAIR: ["4 hours"],
        },
    ),
    Written(
        "a foreign vendor in Chinese, times before their verbs",
        """雲端服務合約
本合約由 松嶺國際證券（股）公司（以下稱「客戶」）與 Borealis Cloud Pte. Ltd.（以下稱「供應商」，統編 12345675）於2026/3/15簽訂。
4. SLA：P1 回應 30 mins／修復 4 hrs。""",
        {
            K.PARTY: ["Client: 松嶺國際證券（股）公司", "Vendor: Borealis Cloud Pte. Ltd. (12345675)"],
            K.RESPONSE: ["30 minutes"],
            K.REPAIR: ["4 hours"],
        },
    ),
    Written(
        "an effective date that is given its name in the opening",
        """MASTER SERVICES AGREEMENT
This Agreement is made as of March 1, 2026 (the “Effective Date”) by and between Pine Ridge Securities Co., Ltd., a company of Taiwan (Uniform No. 12345675) ("Client") and Northwind Systems Inc. ("Vendor").
1. Term. This Agreement commences on the Effective Date and continues for an initial term of thirty-six (36) months.""",
        {
            K.PARTY: ["Client: Pine Ridge Securities Co., Ltd. (12345675)", "Vendor: Northwind Systems Inc."],
            K.STARTS_ON: ["2026-03-01"],
            K.ENDS_ON: ["2029-02-28"],
        },
    ),
)

TRAPS: tuple[tuple[str, str, tuple[K, ...]], ...] = (
    ("a quotation's validity", "報價單\n本報價有效期間自民國115年1月1日起至115年1月31日止。", (K.STARTS_ON, K.ENDS_ON, K.TERM)),
    ("a quotation's validity in English", "QUOTATION\nThis quotation is valid until 31 January 2026.", (K.ENDS_ON,)),
    ("a warranty is not the term", "第九條 保固\n保固期間自民國115年1月1日起至117年12月31日止，計三年。", (K.STARTS_ON, K.ENDS_ON, K.TERM)),
    ("a certificate's life", "第五條 憑證\n憑證效期一年，到期日為115年5月1日。", (K.ENDS_ON, K.TERM, K.WARRANTY)),
    ("a law's date", "第二條\n本合約依民國112年6月30日修正公布之個人資料保護法辦理。", (K.SIGNED_ON, K.STARTS_ON, K.ENDS_ON)),
    ("birthdays and founding dates", "立約人出生日期：民國75年3月2日。乙方成立於民國85年7月1日。", (K.SIGNED_ON, K.STARTS_ON)),
    ("capital is no price", "乙方實收資本額新臺幣一億二千萬元整。", (K.VALUE,)),
    ("insurance is no price", "乙方應投保專業責任險，每一事故保險金額新臺幣二千萬元。", (K.VALUE,)),
    ("a bond is no price", "履約保證金新臺幣50萬元，於期滿後無息發還。", (K.VALUE,)),
    ("unit prices are no price", "第四條 費用\n每人每小時新臺幣 1,400 元，每次到場 2,500 元。", (K.VALUE,)),
    ("telephone numbers", "聯絡電話：02-2345-6789，傳真 02-2345-6790，手機 0912-345-678。", (K.VALUE, K.SIGNED_ON, K.NUMBER)),
    ("blanks", "合約期間：自民國＿＿年＿＿月＿＿日起至＿＿年＿＿月＿＿日止，總價新臺幣＿＿＿＿元。", (K.STARTS_ON, K.ENDS_ON, K.VALUE)),
    ("an unticked box", "加選（打勾者適用）：\n□ 乙方遭駭應於 2 小時內通報甲方\n□ 保固三年", (K.INCIDENT_NOTICE, K.WARRANTY)),
    ("no warranty", "第十二條 保固\n乙方不提供保固，亦不負瑕疵擔保責任。", (K.WARRANTY,)),
    ("as is", "The Software is provided \"as is\" and any warranty period of 12 months is disclaimed.", (K.WARRANTY,)),
    ("another's secret", "甲方應將契約文件保存五年。", (K.SURVIVAL,)),
    ("a personnel change is no incident", "乙方人員異動應於三日內通知甲方。", (K.INCIDENT_NOTICE,)),
    ("a recital's law suit", "雙方聲明：現無任何訴訟、仲裁程序繫屬中。", (K.ARBITRATION, K.COURT)),
    ("a table of contents", "目錄\n一、合約期間 …… 1\n二、自民國115年1月1日起至116年12月31日止 …… 2\n三、保固 …… 3", (K.ENDS_ON,)),
    ("force majeure prolongs no contract", "因天災無法依期履約者，乙方得於七日內以書面敘明，經甲方同意後延長履約期限。", (K.RENEWAL,)),
    ("a successor renews nothing", "合約屆滿時，乙方應將資料移交甲方或接續廠商。", (K.RENEWAL,)),
    ("mediation is no arbitration", "雙方得向中華民國仲裁協會聲請調解，調解不成立者，以臺灣臺北地方法院為第一審管轄法院。", (K.ARBITRATION,)),
    ("a yearly rate of interest is no penalty", "甲方遲延付款者，按年息百分之五計付遲延利息。", (K.PENALTY,)),
    ("latency is no availability", "可用率約定如下：百分之九十九之訊息處理時間不得逾三十毫秒。", (K.AVAILABILITY,)),
    ("settled so many days after is no monthly rhythm", "第三條 付款\n驗收後月結 60 天電匯。", (K.PAYMENT,)),
    ("time to check figures is no time to pay", "第三條 付款\n甲方應於五個營業日內核對帳單。", (K.PAYMENT_TERM,)),
    ("a dated row of a table is no signature", "DELIVERIES\nItem | Ready on | Where\nCircuit A | 14 April 2025 | Leith\nCircuit B | 12 May 2025 | York", (K.SIGNED_ON,)),
    ("former text beside the amended", "修正前：自111年9月1日至114年8月31日。", (K.ENDS_ON, K.STARTS_ON)),
)  # fmt: skip
"""What looks like a fact and is none, or not this contract's: nothing sure may be read of these kinds."""
