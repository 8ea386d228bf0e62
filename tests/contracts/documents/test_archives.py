"""Zips as people and attackers make them: what is read, under which name, and what is refused."""

import io
import struct
import threading
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents import archives
from contracts.documents.archives import Archive, shown_name
from core.errors import Unreadable


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return handle.getvalue()


def named(raw: bytes, data: bytes = b"x", extra: bytes = b"") -> bytes:
    """A zip of one stored file whose name is these bytes, unmarked, as Windows in Taiwan writes it."""
    crc, size = zlib.crc32(data), len(data)
    local = (
        struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 33, crc, size, size, len(raw), len(extra)) + raw + extra
    )
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 33, crc, size, size, len(raw), len(extra), 0, 0, 0, 0, 0
    )
    directory = entry + raw + extra
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(directory), len(local) + size, 0)
    return local + data + directory + end


def opened(data: bytes) -> Archive:
    return Archive(io.BytesIO(data))


def names(data: bytes) -> list[str]:
    return [member.name for member in opened(data).members]


@pytest.mark.parametrize("encoding", ["cp950", "utf-8"])
def test_chinese_names_are_read_whoever_packed_them(encoding):
    name = "委外合約/許功蓋股份有限公司.txt"  # its second bytes include the backslash
    assert names(named(name.encode(encoding))) == [name]
    assert names(zipped((name, b"x"))) == [name]


def test_the_name_in_utf_8_beside_the_other_one_counts_unless_it_is_of_another_name():
    raw = b"?.txt"
    good = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + "保密切結書.txt".encode()
    field = struct.pack("<HH", 0x7075, len(good)) + good
    assert names(named(raw, extra=field)) == ["保密切結書.txt"]
    assert names(named(b"a.txt", extra=field)) == ["a.txt"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/a.txt", "abs/a.txt"),
        ("C:\\Users\\lin\\合約.docx", "Users/lin/合約.docx"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("evil\u202etxt.exe", "evil txt.exe"),
        ("tab\there\x07.txt", "tab here .txt"),
        ("", ""),
        ("../..", ""),
    ],
)
def test_a_name_is_for_people_and_leads_nowhere(written, shown):
    assert shown_name(written) == shown


@given(st.text(max_size=600))
def test_any_name_can_be_shown_and_kept(written):
    name = shown_name(written)
    assert len(name) <= 255
    assert not name.startswith("/")
    assert ".." not in name.split("/")
    name.encode()


def test_files_of_one_name_are_told_apart_and_what_systems_leave_is_left_out():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(
            ("a.txt", b"1"), ("a.txt", b"2"), ("__MACOSX/._a.txt", b"j"), (".DS_Store", b"j"), ("~$a.docx", b"j"),
            ("sub/", b""), ("sub/Thumbs.db", b"j"), ("sub/b.txt", b"3"),
        )  # fmt: skip
    archive = opened(data)
    assert [m.name for m in archive.members] == ["a.txt", "a.txt (2)", "sub/b.txt"]
    assert [archive.read(m.index) for m in archive.members] == [b"1", b"2", b"3"]


def test_several_threads_read_each_what_they_asked_for():
    data = zipped(*((f"{n}.txt", bytes([n]) * 50_000) for n in range(20)))
    archive, wrong = opened(data), []

    def work(member) -> None:
        for _ in range(5):
            if archive.read(member.index) != bytes([int(member.name[:-4])]) * 50_000:
                wrong.append(member.name)

    threads = [threading.Thread(target=work, args=(m,)) for m in archive.members]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04" + b"\0" * 40, zipped(("a.txt", b"x"))[:-8]])
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(Unreadable, match="not a zip"):
        opened(data)


@pytest.mark.parametrize("data", [zipped(), zipped(("folder/", b"")), zipped(("__MACOSX/x", b"x"))])
def test_a_zip_without_files_is_refused(data):
    with pytest.raises(Unreadable, match="no file"):
        opened(data)


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MAX_FILES", 3)
    with pytest.raises(Unreadable, match="4 files"):
        opened(zipped(*((f"{n}.txt", b"x") for n in range(4))))


def test_what_unpacks_to_more_than_any_folder_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1000)
    with pytest.raises(Unreadable, match="unpacks to more"):
        opened(zipped(("a.txt", b"x" * 600), ("b.txt", b"x" * 600)))


def test_files_that_overlap_are_refused():
    """A bomb without nesting: many entries of the directory point at the same packed bytes."""
    data = bytearray(zipped(("a.txt", b"\0" * 4000), method=zipfile.ZIP_STORED))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = bytes(data[start:end])
    many = bytes(data[:start]) + entry * 3
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 3, 3, len(entry) * 3, start, 0)
    with pytest.raises(Unreadable, match="overlap"):
        opened(many + tail)


def refusals(data: bytes) -> list[str]:
    return [str(member.refusal or "") for member in opened(data).members]


def test_a_locked_file_is_named_as_such_and_the_others_are_read():
    data = bytearray(zipped(("a.txt", b"secret"), ("b.txt", b"open")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert refusals(bytes(data))[1] == ""
    assert "password" in refusals(bytes(data))[0]
    with pytest.raises(Unreadable):
        opened(bytes(data)).read(0)


def test_archives_within_links_and_strange_packing_are_refused_by_name():
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w") as archive:
        archive.writestr("inner.ZIP", zipped(("a.txt", b"x")))
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "inside the archive" in refusals(handle.getvalue())[0]
    assert "link" in refusals(handle.getvalue())[1]
    data = bytearray(zipped(("a.txt", b"x" * 99)))
    data[data.index(b"PK\x01\x02") + 10] = 97
    assert "packed in a way" in refusals(bytes(data))[0]


def test_a_file_that_unpacks_beyond_reason_is_refused_before_it_is_opened():
    assert "far more" in refusals(zipped(("bomb.txt", b"\0" * 30_000_000)))[0]


def test_a_file_larger_than_it_says_is_cut_off(monkeypatch):
    monkeypatch.setattr(archives, "MAX_BYTES", 100)
    with pytest.raises(Unreadable, match="larger"):
        opened(zipped(("a.txt", b"x" * 101))).read(0)


def test_a_damaged_file_is_told_and_the_others_are_read():
    data = bytearray(zipped(("a.txt", bytes(range(256)) * 40), ("b.txt", b"fine")))
    data[60:90] = b"\xff" * 30
    archive = opened(bytes(data))
    with pytest.raises(Unreadable, match="damaged"):
        archive.read(0)
    assert archive.read(1) == b"fine"


@given(st.binary(max_size=300), st.integers(0, 400), st.binary(min_size=1, max_size=40))
def test_no_bytes_whatever_bring_it_down(data, at, patch):
    whole = bytearray(zipped(("甲.txt", data), ("b/c.txt", b"x" * 50)))
    whole[at : at + len(patch)] = patch
    try:
        archive = opened(bytes(whole))
        for member in archive.members:
            archive.read(member.index)
    except Unreadable:
        pass
