"""Tokens that unsubscribe: signed, so that nobody can take another out; they never run out."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

from reports.errors import MailError

_MAC_BYTES = 16


def make_token(secret: bytes, subscriber_id: str, edition: str) -> str:
    """The token that takes a subscriber out of an edition, for use in an address."""
    body = f"{subscriber_id}\0{edition}".encode()
    return f"{_text(body)}.{_text(_sign(secret, body))}"


def read_token(secret: bytes, token: str) -> tuple[str, str]:
    """Subscriber and edition of a token. Raises MailError where it was not made with this secret."""
    body, _, signature = token.partition(".")
    try:
        content, signed = _bytes(body), _bytes(signature)
        subscriber_id, edition = content.decode().split("\0")
    except ValueError:
        signed, content = b"", b""
    if not content or not hmac.compare_digest(signed, _sign(secret, content)):
        raise MailError("unsubscribe", token[:40], "a link as it stands in a mail", "copy the whole link")
    return subscriber_id, edition


def _sign(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, b"unsubscribe\0" + body, sha256).digest()[:_MAC_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    if not text.isascii():
        raise ValueError("not base64")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
