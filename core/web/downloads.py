"""Files that are made for a reader and handed over at once."""

from typing import IO

from flask import Response, send_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def send_word(handle: IO[bytes], name: str) -> Response:
    """A Word file to be kept as `name`.docx."""
    return send_file(handle, WORD, as_attachment=True, download_name=f"{name}.docx", max_age=0)
