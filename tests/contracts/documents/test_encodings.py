"""Text files as they come: whatever encoding, with or without a mark, short or long, with Latin between the Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents.reading import read
from contracts.documents.reading.plain import decode
from core.errors import Unreadable

LINES = """第一條 合約期間
本合約自民國115年1月1日起至116年12月31日止，期滿前三十日得以書面續約。
乙方應於每月五日前交付服務報告予甲方。
甲方：大安證券股份有限公司（統一編號 04595257）
第二條 保密義務
乙方及其受僱人就因履行本合約所知悉之甲方資料，應負保密責任，不得洩漏予第三人，合約終止後亦同。
一、系統可用率每月不得低於 99.9%。
（一）SLA 未達標者，按月費之百分之五扣款。
Incident response: notify the Client within 24 hours by e-mail to soc@example.com.
違約金：每逾一日千分之一
驗收
保固一年
第九條 管轄法院
雙方合意以臺灣臺北地方法院為第一審管轄法院。
總價新臺幣 1,200,000 元（含稅）
備份資料應加密（AES-256），並異地保存七年。
鑑於甲方擬委託乙方辦理主機代管及資安監控（SOC）業務
API gateway 及 Kubernetes 叢集之維運由乙方負責；版本升級須經甲方 IT 部門核可。
不可抗力
第十二條之一 分包
宏碁、恒隆及其關係企業不得承接。""".splitlines()
SIMPLIFIED = """第一条 保密义务
乙方应当对甲方的资料保密，不得向第三方泄露。
本合同自双方签字盖章之日起生效，有效期两年。
违约金按合同总额的千分之一计算。
保修一年
争议由上海仲裁委员会仲裁。
Server 由乙方托管，SLA 为 99.9%。""".splitlines()
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp950", "gb18030"]


def contracts(lines: list[str]) -> st.SearchStrategy[str]:
    """From one line to a page, with the line ends of either system."""
    return st.builds(
        lambda chosen, end, last: end.join(chosen) + last,
        st.lists(st.sampled_from(lines), min_size=1, max_size=25),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from(["", "\n"]),
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(contracts(LINES))
def test_a_traditional_contract_comes_out_as_it_was_written(encoding, text):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16-le", "utf-16-be"])
@given(contracts(SIMPLIFIED))
def test_a_simplified_contract_comes_out_as_it_was_written(encoding, text):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_an_english_contract_too(encoding):
    text = "1. Term\r\nThe Vendor’s services begin on 1 January 2026 – renewals are by written agreement.\r\n"
    assert decode(text.encode(encoding)) == text


def test_one_damaged_byte_does_not_turn_a_whole_file_into_another_encoding():
    data = bytearray("\n".join(LINES).encode())
    data[60] = 0xFF
    assert "保密義務" in decode(bytes(data))


def test_characters_that_firms_add_to_big5_do_not_turn_it_into_another_encoding():
    data = "\n".join(LINES).encode("cp950").replace("驗收".encode("cp950"), b"\xfa\x40\x8e\x40")
    assert "保密義務" in decode(data)


@given(st.integers(1, 3))
def test_a_file_cut_in_the_middle_of_a_character_is_read_up_to_there(cut):
    text = "第一條 保密義務：乙方應保密。"
    assert text.startswith(decode(text.encode()[:-cut]).rstrip("\ufffd")[:8])


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 200, b"\x7fELF" + bytes(range(1, 30)) * 40]
)
def test_what_is_no_text_in_any_encoding_is_refused(data):
    with pytest.raises(Unreadable, match=r"not text|no text|damaged"):
        read(data, "a.txt")
