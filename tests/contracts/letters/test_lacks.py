"""What a letter tells a vendor that its clauses lack: sentences it can act on, in the letter's voice and both languages."""

import pytest

from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict
from contracts.clauses.vocabulary import LACKS
from contracts.letters.content import Part, Point, Quote, compose
from contracts.letters.lacks import IN_LETTERS, in_a_letter
from core.phrases import phrase
from tests.contracts.letters.test_word_file import draft_of


def test_every_lack_of_the_check_is_said_in_a_letters_voice():
    assert set(IN_LETTERS) == set(LACKS)
    for key, words in IN_LETTERS.items():
        assert key == "settling" or (words.zh.endswith("。") and words.en.endswith("."))


def test_whom_a_clause_binds_is_said_as_we_and_you():
    lacking = [phrase(LACKS["vendor_bound"]), phrase(LACKS["settling"]), phrase("Own rulebook's words.")]
    assert list(in_a_letter(lacking, "zh_Hant_TW")) == ["僅約束本公司，未約束貴公司。", "Own rulebook's words."]
    assert list(in_a_letter(lacking, "en")) == ["It binds our company only, not yours.", "Own rulebook's words."]


@pytest.mark.parametrize(("language", "asks"), [("zh_Hant_TW", "多久內通報何人"), ("en", "how soon and to whom")])
def test_of_a_clause_that_is_merely_incomplete_the_letter_says_what_would_complete_it(language, asks):
    clause = load("cc19000").clauses["incident"]
    point = Point(clause, 7, Verdict.PARTIAL, (Quote("乙方應通知甲方。", "合約.txt", "第七條", 1),))
    found = compose(draft_of(language, Part("IT-1", "維護", (point,))))
    assert asks in found.tables[0].rows[0][3]
    (entry,) = found.sections[0].entries
    assert [block.kind for block in entry.blocks] == ["rule", "quote", "lack", "model"]
    said = [line for block in entry.blocks for line in block.lines]
    assert not any(words in line for line in said for words in ("提及此事但", "without settling"))


def test_nobody_is_addressed_by_their_title():
    assert compose(draft_of("en", attention="Ya-wen Lai, Security Officer")).salutation == "Dear Ya-wen Lai,"
