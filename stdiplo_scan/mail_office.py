"""The office's mail set-up: identity, transport, password, and the secret that signs unsubscribe links."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from reports.errors import MailError
from reports.mail import MailIdentity
from reports.sending import Policy
from reports.transport import FolderTransport, SmtpServer, SmtpTransport, Transport
from stdiplo_scan.settings import FILE_NAME, Settings
from stdiplo_scan.wiring import Office

KEY_FILE = "mail.secret"
PORTS = {"starttls": 587, "implicit": 465, "none": 25}
_SECRET_BYTES = 32
_LOCAL = ("localhost", "127.0.0.1", "::1")


def mail_identity(office: Office) -> MailIdentity:
    """Who the mail is from. Raises MailError where no sender is set."""
    mail = office.settings.mail
    if not mail.sender:
        raise MailError(
            f"{office.folder / FILE_NAME}: mail.sender", "", "the address that mail is from", "write it there"
        )
    return MailIdentity(
        sender=mail.sender,
        sender_name=mail.sender_name,
        reply_to=mail.reply_to,
        list_domain=mail.list_domain,
        public_url=mail.public_url,
        max_bytes=mail.max_bytes,
    )


def mail_policy(settings: Settings) -> Policy:
    """What is done about mails that were not taken."""
    mail = settings.mail
    return Policy(mail.attempts, mail.retry_s, hold_uncertain=mail.uncertain == "hold")


def mail_transport(office: Office) -> Transport:
    """The way mail leaves this office. Raises MailError where the settings name none, or not all of it."""
    mail, file = office.settings.mail, office.folder / FILE_NAME
    if mail.transport == "off":
        raise MailError(
            f"{file}: mail.transport", "off", "smtp or folder", "set it, and read docs/delivery.md"
        )
    if mail.transport == "folder":
        return FolderTransport(mail.folder or office.folder / "mail")
    if not mail.host:
        raise MailError(f"{file}: mail.host", "", "the name of the mail server", "write it there")
    password = read_password(office.settings)
    if mail.user and mail.tls == "none" and mail.host not in _LOCAL:
        raise MailError(f"{file}: mail.tls", "none", "starttls or implicit where a password is sent")
    return SmtpTransport(
        SmtpServer(
            host=mail.host,
            port=mail.port or PORTS[mail.tls],
            tls=mail.tls,
            sender=mail.sender,
            user=mail.user,
            password=password,
            ca_file=mail.ca_file,
            timeout_s=mail.timeout_s,
        )
    )


def read_password(settings: Settings) -> str:
    """The password of the environment or of its file; never printed. Raises MailError without its value."""
    mail = settings.mail
    given = mail.password.get_secret_value()
    if given or mail.password_file is None:
        return given
    try:
        return mail.password_file.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8"
        raise MailError(
            "mail.password_file", f"{mail.password_file} ({reason})", "a file that can be read", "correct it"
        ) from error


def mail_secret(folder: Path) -> bytes:
    """The workspace's secret for unsubscribe links, made at first; links hold as long as the file stays."""
    path = folder / KEY_FILE
    if not path.exists():
        partial = folder / f"{KEY_FILE}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_hex(_SECRET_BYTES))
        try:
            path.hardlink_to(partial)  # of two at once, the first stays
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return bytes.fromhex(path.read_text("ascii").strip())
