"""A mail server of our own on the loopback: keeps what it took, and can be told to refuse, to stall, or to see its client die."""

import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """`mails` are the messages taken, in order. `answers` maps an address to what the server says to it instead."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.before_answer: Callable[[], None] | None = None
        self.port = 0

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.before_answer:
            self.before_answer()
        return "250 taken"


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # the one the machine gave
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    made = MailServer()
    controller = _AnyPort(made, hostname="127.0.0.1", port=0)
    controller.start()
    made.port = controller.port
    try:
        yield made
    finally:
        controller.stop()
