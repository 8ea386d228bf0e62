"""What an uploaded file is called, and texts in the trail that only look like instants."""

import pytest

from core.audit.shown import _in_words
from core.files import plain_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\nc.txt", "abc.txt"),
        ("..\\..\\合約.pdf", "合約.pdf"),
        ("/etc/passwd", "passwd"),
        ("\r\n\t", "file"),
        ("長" * 300 + ".pdf", "長" * 196 + ".pdf"),
    ],
)
def test_a_name_fits_a_database_and_a_header(given, kept):
    assert plain_name(given) == kept


def test_a_text_that_looks_like_an_instant_but_is_none_stands_as_it_was_written(app):
    assert _in_words("note", "9999-12-31T23:59:59-12:00") == "9999-12-31T23:59:59-12:00"


@pytest.mark.parametrize("kept", ["合約　增補.pdf", "\ue000號函.docx"])
def test_wide_spaces_and_a_firms_own_characters_stay(kept):
    assert plain_name(kept) == kept
