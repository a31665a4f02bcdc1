"""An office that sends mail: two editions of a golden digest, subscribers, the folder its mail goes to."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from index.records import StoredDigest
from index.subscribers import Subscriber, Subscribers
from reports.week import Week
from stdiplo_scan.wiring import Office

ROOT = Path(__file__).parents[2]
WEEK = Week.parse("2026-W47")
BEFORE = "2026-11-16T00:00:00Z"  # when the made subscribers were added
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 09:00 in Tokyo
SETTINGS = """
[mail]
transport = "folder"
sender = "scan@office.example"
reply_to = "desk@office.example"
public_url = "https://scan.office.example"
charts = false
"""


def made_office(folder: Path, settings: str = SETTINGS) -> Office:
    folder.mkdir()
    (folder / "settings.toml").write_text(settings, "utf-8")
    office = Office.open(folder)
    body = json.loads((ROOT / "tests/golden/digest-ja.json").read_text("utf-8"))
    for edition in ("whole", "L"):
        entries = body["entries"][:3] if edition == "L" else body["entries"][1:]
        add_digest(office, edition, {**body, "entries": entries})
    return office


def add_digest(office: Office, edition: str, body: dict[str, Any], week: Week = WEEK) -> None:
    named = {**body, "id": f"{edition}-{week}-ja", "edition": edition, "week": str(week)}
    digest = StoredDigest(named["id"], edition, str(week), "ja", "2026-11-23T00:00:00Z", "draft", named)
    office.store.save_digest(digest)


def subscribe(office: Office, name: str, *editions: str, since: str = BEFORE, **more: Any) -> Subscriber:
    given = Subscriber(address=f"{name}@office.example", editions=editions, **more)
    return Subscribers(office.store).add(given, since)


def mails(office: Office) -> dict[str, Any]:
    found = {}
    for path in sorted((office.folder / "mail").glob("*.eml")):
        found[path.name] = message_from_bytes(path.read_bytes(), policy=default)
    return found


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")
