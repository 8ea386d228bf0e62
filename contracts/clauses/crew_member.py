"""A process that reads and checks one file after another: files come in on stdin, what was found goes out on stdout.

It ends when its input does, that is when whoever started it is gone. What it is sent is ours (the rulebook) or a file's
bytes; what it sends is JSON, so that a file that took hold of it could still not harm who reads.
"""

import json
import pickle
import struct
import sys
from typing import IO, Any

from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rules import Finding, check
from contracts.documents.reading import DocumentText, read
from contracts.documents.reading.recognition import recogniser
from contracts.documents.rules import packed, sentence
from core.errors import Unreadable


def main(source: IO[bytes], target: IO[bytes]) -> None:
    rulebook: Rulebook = pickle.loads(_frame(source))  # noqa: S301 - sent by our own process, never by a file
    while name := _frame(source):
        found = checked(_frame(source), name.decode(), rulebook)
        target.write(json.dumps(found).encode() + b"\n")
        target.flush()


def _frame(source: IO[bytes]) -> bytes:
    head = source.read(8)
    return source.read(struct.unpack("<Q", head)[0]) if len(head) == 8 else b""


def checked(data: bytes, name: str, rulebook: Rulebook) -> dict[str, Any]:
    """{"words", "findings"} of a file, or {"failure"} with the sentence that says why there are none."""
    try:
        document = read(data, name, recogniser(at_once=1))
    except Unreadable as error:
        return {"failure": sentence(error.phrase)}
    return {"words": packed(document), "findings": found_in(document, rulebook)}


def found_in(document: DocumentText, rulebook: Rulebook) -> dict[str, Any]:
    return {clause_id: as_kept(finding) for clause_id, finding in check(document, rulebook).items()}


def as_kept(finding: Finding) -> dict[str, Any]:
    """For JSON; `document` of a passage is the number of the paper, where several were checked as one."""
    return {
        "verdict": str(finding.verdict),
        "score": finding.score,
        "evidence": [
            {"document": e.document, "page": e.page, "start": e.start, "end": e.end, "text": e.text}
            for e in finding.evidence
        ],
        "reasons": [sentence(reason) for reason in finding.reasons],
        "lacks": [sentence(lack) for lack in finding.lacks],
    }


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
