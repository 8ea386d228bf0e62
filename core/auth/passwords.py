"""argon2id, and a dummy check so that an unknown account takes as long as a known one."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# One hash takes 64 MiB: a burst of sign-ins must not take the machine's memory.
_slots = threading.BoundedSemaphore(4)
_dummy = ""


def hashed(password: str) -> str:
    with _slots:
        return _hasher.hash(password)


def matches(password: str, password_hash: str) -> bool:
    """Whether the password is right; False, after the same work, where there is no hash to compare with."""
    global _dummy  # noqa: PLW0603 - made once, on first need
    if not password_hash:
        _dummy = _dummy or hashed("nobody's password")
    with _slots:
        try:
            _hasher.verify(password_hash or _dummy, password)
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)
