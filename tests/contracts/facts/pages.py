"""What a browser does on the pages of facts: attach a paper, read a form, take what is offered."""

import re
from io import BytesIO

from tests.contracts.facts.papers import PAPERS

PAPER = PAPERS[0].text
AMENDMENT = """系統維護合約增補協議書
甲方：松嶺證券股份有限公司
乙方：晨曦資訊股份有限公司
一、合約期間延長至民國118年12月31日。
中華民國115年6月1日"""


def attach(browser, contract, text: str, name: str = "合約.txt", kind: str = "contract"):
    data = {"files": [(BytesIO(text.encode()), name)], "kind": kind}
    url = f"/contracts/{contract.id}/documents/add"
    return browser.post(url, data, content_type="multipart/form-data", follow_redirects=True)


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def key_of(page: str, kind: str) -> str:
    """The key of the first reading offered for a kind of fact."""
    part = page[page.index(f'id="kind-{kind}"') :]
    found = re.search(r'name="(f\d+-[0-9a-f]{12})-take"', part)
    assert found, kind
    return found.group(1)


def fields_of(page: str, key: str) -> dict[str, str]:
    """What the fields of a reading hold, as a browser would send them."""
    sent = {}
    for tag in re.findall(rf'<(?:input|textarea)[^>]*name="{key}-[a-z_]+"[^>]*>', page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            sent[name.group(1)] = value.group(1) if value else ""
    for name, options in re.findall(rf'<select[^>]*name="({key}-[a-z_]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen.group(1) if chosen else ""
    return sent


def take(browser, contract, *kinds: str, **changes: str):
    """Tick the first reading of each kind and send the page, with some fields changed: ends_on__on='2027-01-01'."""
    url = f"/contracts/{contract.id}/facts"
    page = text_of(browser.get(url))
    data = {"version": re.search(r'name="version" value="(\d+)"', page).group(1)}
    for name in ("amended_signed_on", "amended_effective_on"):
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        data[name] = found.group(1) if found else ""
    for kind in kinds:
        key = key_of(page, kind)
        data |= {f"{key}-take": "y"} | fields_of(page, key)
        data |= {f"{key}-{n.split('__')[1]}": v for n, v in changes.items() if n.split("__")[0] == kind}
    data |= {name: value for name, value in changes.items() if "__" not in name}
    return browser.post(url, data)
