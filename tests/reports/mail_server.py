"""A mail server on loopback that fails as told: it refuses, forgets, drops the line, waits."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

Faults = dict[str, list[str]]


@dataclass
class MailServer:
    """What came of every attempt; `faults` holds, by recipient, what goes wrong at the next attempts."""

    port: int = 0
    faults: Faults = field(default_factory=dict)
    kept: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))  # in the mailboxes
    attempts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: threading.Event = field(default_factory=threading.Event)  # a fault "hang" was reached
    sender_refused: bool = False

    def ids(self, recipient: str) -> list[str]:
        """Message-IDs in a mailbox, as its owner sees them: a second copy is known by its Message-ID."""
        return [str(message_from_bytes(raw)["Message-ID"]) for raw in self.kept[recipient]]

    def mail(self, recipient: str) -> EmailMessage:
        return message_from_bytes(self.kept[recipient][0], policy=default)  # type: ignore[return-value]

    # -- what aiosmtpd asks

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.sender_refused:
            return "550 5.7.1 not from you"
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(
        self, server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self.attempts[address] += 1
        waiting = self.faults.get(address) or [""]
        envelope.fault = waiting.pop(0)
        if envelope.fault == "drop_rcpt":
            server.transport.abort()
        if envelope.fault in ("450", "550", "421"):
            return f"{envelope.fault} 4.2.1 at RCPT"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        fault = envelope.fault
        keeps = fault in ("", "drop_kept", "hang_kept", "slow_kept")
        if keeps:
            self.kept[envelope.rcpt_tos[0]].append(envelope.content)
        if fault.startswith("drop"):
            server.transport.abort()
        if fault.startswith("hang"):
            self.asked.set()
            await asyncio.sleep(60)
        if fault.startswith("slow"):
            await asyncio.sleep(1.0)
        return f"{fault[:3]} 4.5.0 at DATA" if fault in ("451data", "554data") else "250 kept"


@contextmanager
def running(server: MailServer, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[MailServer]:
    """The server at a free port of loopback; `tls` is offered by STARTTLS unless `implicit=True`."""
    implicit = options.pop("implicit", False)
    loop = asyncio.new_event_loop()
    options = {"enable_SMTPUTF8": False, "tls_context": None if implicit else tls, "timeout": 30, **options}

    async def start() -> asyncio.Server:
        return await loop.create_server(
            lambda: SMTP(server, hostname="mail.test", loop=loop, **options),
            "127.0.0.1",
            0,
            ssl=tls if implicit else None,
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    server.port = listening.sockets[0].getsockname()[1]

    async def stop() -> None:
        listening.close()
        tasks = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def knows(name: str, password: str) -> Any:
    """An authenticator for one name."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = (data.login, data.password) == (name.encode(), password.encode())
        return AuthResult(success=good, handled=False)

    return check


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for 127.0.0.1, and the certificate that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "mail.key", folder / "mail.pem"
    paths[0].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    paths[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paths[1], paths[0])
    return context, paths[1]
