"""Whether a paper is like a contract at all: a file sent by mistake lacks every clause, and should be told so."""

import re
from collections.abc import Iterable

from contracts.documents.folding import compact
from core.phrases import N_

NO_CONTRACT = N_(
    "This does not look like a contract: nothing in it, in Chinese or English, speaks of a contract, of its parties or of "
    "what they agreed. Make sure that it is the right file."
)
_TELLING = re.compile(
    r"合约|契约|协议|合同|约定|立约|订约|签约|缔约|条款|条件|委托|委任|委外|承揽|承包|承作|切结|承诺|同意书|意向书|授权|保证书|订购|采购|报价|买卖|"
    r"租赁|[甲乙丙]方|双方|当事人|agreement|contract|\bterms\b|conditions|hereby|here(?:to|under|after|of)\b|undertak|"
    r"statement of work|purchase|\border\b|licen[cs]|warrant|(?:the|both) parties|(?:either|each|other|neither) party|"
    r"\b(?:supplier|vendor|provider|contractor|consultant|client|customer|licensor|lessor)s?\b",
    re.ASCII,
)


def is_like_a_contract(texts: Iterable[str]) -> bool:
    """Whether any of the words that contracts are made of is in these texts. A contract may still lack every clause."""
    return any(_TELLING.search(compact(text)) for text in texts)
