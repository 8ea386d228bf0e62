"""NUL, which no database text can hold: an address with one names nothing, and a query's is read as U+FFFD, as bytes that
are no UTF-8 are; so a look-up by it finds nothing instead of failing."""

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

NUL, UNKNOWN = "\x00", "\ufffd"


class PlainRequest(Request):
    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What stands after the question mark, without NUL."""
        sent: MultiDict[str, str] = super().args
        if b"%00" not in self.query_string and NUL.encode() not in self.query_string:
            return sent
        pairs = [(key.replace(NUL, UNKNOWN), value.replace(NUL, UNKNOWN)) for key, value in sent.items(multi=True)]
        return ImmutableMultiDict(pairs)


def init_app(app: Flask) -> None:
    app.request_class = PlainRequest

    @app.before_request
    def refuse() -> None:
        if NUL in request.path:
            abort(404)
