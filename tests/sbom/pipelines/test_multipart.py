"""A multipart upload comes in pieces of any size and gives the same bytes."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.pipelines import multipart
from sbom.pipelines.rules import Answer

SBOM = b'{"a": 1,\r\n--Bx\r\n--B1\n\n --B\r\n-B}\r'
BODY = (
    b'before\r\n--B\r\nContent-Disposition: form-data; name="projectName"\r\n\r\n\xe4\xb8\x8b\xe5\x96\xae\r\n'
    b'--B\r\nContent-Disposition: form-data; name="bom"\r\n\r\n' + SBOM + b"\r\n"
    b'--B\r\nContent-Disposition: form-data; name="bom"\r\n\r\nanother\r\n'
    b'--B\r\nContent-Disposition: form-data; name="long"\r\n\r\n' + b"x" * 20_000 + b"\r\n"
    b'--B \r\nContent-Disposition: form-data; name="isLatest"\r\n\r\ntrue\r\n--B--\r\nafter'
)


class Slowly(BytesIO):
    """Gives a few bytes at a time, as a network does."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        super().__init__(data)
        self.sizes = iter(sizes)

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(next(self.sizes, size))


def parted(body: BytesIO) -> tuple[dict[str, str], bytes]:
    kept = bytearray()
    fields = multipart.parts_of(body, "multipart/form-data; boundary=B", kept.extend)
    return fields, bytes(kept)


@given(st.lists(st.integers(1, 40), max_size=60))
def test_the_pieces_in_which_a_body_comes_make_no_difference(sizes):
    fields, sbom = parted(Slowly(BODY, sizes))
    assert (fields, sbom) == ({"projectName": "下單", "isLatest": "true"}, SBOM)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--B",
        b"--B--\r\n",
        b"--B\r\nno head",
        BODY[:200],
        BODY[: BODY.rindex(b"--B--")],
        b"--B\r\nX: " + b"y" * 20_000,
        b"\n--BX" * 1_001 + BODY,
        (b"--B\r\nX: y\r\n\r\nz\r\n" * 51) + b"--B--",
    ],
    ids=[
        "empty",
        "a boundary",
        "no part",
        "no head",
        "cut off",
        "not closed",
        "long head",
        "look-alikes",
        "many parts",
    ],
)
def test_a_damaged_body_is_refused(body):
    with pytest.raises(Answer):
        parted(BytesIO(body))
