"""Transports: a message handed to an SMTP server, or to a folder of .eml files, with what came of it.

A server's answer is one of four outcomes; what is wrong with the office's own set-up (name, TLS, password,
sender) is a TransportError and concerns no recipient.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Literal, Protocol

from reports.errors import MailError

DATA_S = 300.0  # the longest that a message may take from its first byte to the answer; below a claim's time
_DOT = re.compile(rb"^\.", re.MULTILINE)
_FILE_SIGNS = re.compile(r"[^A-Za-z0-9._-]+")
_UNAVAILABLE = 421


class TransportError(MailError):
    """The server cannot be used as the office has set it up; no recipient is to blame."""


class Outcome(Enum):
    """What came of handing a message over."""

    SENT = "sent"
    LATER = "later"  # refused at this time, or never reached the server
    REFUSED = "refused"  # for good: this recipient or this message
    UNCERTAIN = "uncertain"  # the text was given, the answer never came


@dataclass(frozen=True, slots=True)
class Handed:
    """An outcome with the server's words."""

    outcome: Outcome
    reply: str
    lost: bool = False  # the connection


class Transport(Protocol):
    """A way for messages to leave the office."""

    def hand(self, name: str, recipient: str, message: bytes, begin: Callable[[], bool]) -> Handed:
        """What came of it; `begin` is asked right before the text is given, and may forbid it."""
        ...

    def close(self) -> None:
        """Nothing more is to be handed over."""
        ...


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """One .eml file a message; handed over again, it is written over itself."""

    folder: Path

    def hand(self, name: str, _recipient: str, message: bytes, begin: Callable[[], bool]) -> Handed:
        """The message as a whole file, or none."""
        path = self.folder / (_FILE_SIGNS.sub("_", name)[:180] + ".eml")
        partial = path.with_name(f"{path.name}.{threading.get_native_id()}.partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(message)
            if not begin():
                partial.unlink()
                return Handed(Outcome.LATER, "another sender has it")
            partial.replace(path)
        except OSError as error:
            raise TransportError(
                "mail.folder", f"{path} ({error.strerror})", "a folder that can be written", "correct it"
            ) from error
        return Handed(Outcome.SENT, path.name)

    def close(self) -> None:
        """Nothing is held open."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how mail is handed over."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    timeout_s: float = 30.0
    local_name: str | None = None  # in EHLO


class SmtpTransport:
    """One connection to a server, opened when first needed and again after it was lost."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None

    def hand(self, _name: str, recipient: str, message: bytes, begin: Callable[[], bool]) -> Handed:
        """The message given to the server for one recipient. Raises TransportError."""
        smtp = self._connected()
        begun = False
        try:
            refused = self._envelope(smtp, recipient, len(message))
            if refused is not None:
                return refused
            code, reply = smtp.docmd("DATA")
            if code != 354:
                return self._answer(smtp, code, reply)
            if not begin():
                self.close()  # the server waits for a text that another sender gives
                return Handed(Outcome.LATER, "another sender has it")
            begun = True
            with self._within(smtp, DATA_S):
                smtp.send(_DOT.sub(b"..", message) + b".\r\n")
                code, reply = smtp.getreply()
            return self._answer(smtp, code, reply)
        except TransportError:
            raise
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self.close()
            said = f"connection lost ({type(error).__name__}: {error})"
            return Handed(Outcome.UNCERTAIN if begun else Outcome.LATER, said, lost=True)

    def close(self) -> None:
        """The connection is ended, politely where that is possible."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            if smtp.sock is not None:
                smtp.sock.settimeout(min(2.0, self.server.timeout_s))
            with suppress(smtplib.SMTPException, OSError):
                smtp.docmd("QUIT")
            smtp.close()

    def _envelope(self, smtp: smtplib.SMTP, recipient: str, size: int) -> Handed | None:
        """None where sender and recipient were taken. Raises TransportError where the sender is refused."""
        if smtp.does_esmtp and smtp.has_extn("size"):
            most = smtp.esmtp_features.get("size", "")
            if most.isdigit() and 0 < int(most) < size:
                return Handed(Outcome.REFUSED, f"{size} bytes; the server takes {most}; lower mail.max_bytes")
        code, reply = smtp.mail(self.server.sender, [f"size={size}"] if smtp.has_extn("size") else [])
        if code >= 500:
            self.close()
            raise TransportError(
                "mail.sender",
                f"{self.server.sender}: {_words(code, reply)}",
                "a sender that the server takes",
            )
        if code != 250:
            return self._answer(smtp, code, reply)
        code, reply = smtp.rcpt(recipient)
        return None if code in (250, 251) else self._answer(smtp, code, reply)

    def _answer(self, smtp: smtplib.SMTP, code: int, reply: bytes) -> Handed:
        if code == 250:
            return Handed(Outcome.SENT, _words(code, reply))
        if code == _UNAVAILABLE or code < 200:
            self.close()
        else:
            try:
                smtp.docmd("RSET")
            except (smtplib.SMTPException, OSError):  # the answer stands, whatever comes after it
                self.close()
        return Handed(Outcome.REFUSED if code >= 500 else Outcome.LATER, _words(code, reply))

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            try:
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            except (smtplib.SMTPException, OSError):
                pass
            self.close()
        smtp = self._open()
        try:
            self._secure(smtp)
            if self.server.user:
                smtp.login(self.server.user, self.server.password)
        except smtplib.SMTPAuthenticationError as error:
            smtp.close()
            raise TransportError(
                "mail.user",
                f"{self.server.user} ({_words(error.smtp_code, error.smtp_error)})",
                "a name and password that the server takes",
                "correct mail.user, and mail.password_file or STDIPLO_MAIL__PASSWORD",
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            smtp.close()
            raise self._unusable(error) from error
        self._smtp = smtp
        return smtp

    def _open(self) -> smtplib.SMTP:
        server = self.server
        try:
            if server.tls == "implicit":
                return smtplib.SMTP_SSL(
                    server.host,
                    server.port,
                    local_hostname=server.local_name,
                    timeout=server.timeout_s,
                    context=self._context(),
                )
            return smtplib.SMTP(
                server.host, server.port, local_hostname=server.local_name, timeout=server.timeout_s
            )
        except (smtplib.SMTPException, OSError) as error:
            raise self._unusable(error) from error

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self.server.tls == "starttls":
            smtp.starttls(context=self._context())  # raises where the server has none: never in plain text
            smtp.ehlo()

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.server.ca_file)

    def _unusable(self, error: Exception) -> TransportError:
        place = f"{self.server.host}:{self.server.port}"
        if isinstance(error, ssl.SSLError) or "STARTTLS" in str(error):
            wanted, cure = (
                f"TLS ({self.server.tls}) with a certificate for that name",
                "mail.tls, mail.ca_file",
            )
        else:
            wanted, cure = "a mail server that answers", "mail.host, mail.port and the network"
        return TransportError("mail.host", f"{place} ({_told(error)})", wanted, f"check {cure}")

    @contextmanager
    def _within(self, smtp: smtplib.SMTP, seconds: float) -> Iterator[None]:
        """The connection is cut when the time is over, however slowly its bytes drip."""
        connection = smtp.sock

        def cut() -> None:
            with suppress(OSError, AttributeError):
                if connection is not None:
                    connection.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _words(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
