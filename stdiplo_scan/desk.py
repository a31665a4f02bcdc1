"""Editing a stored digest: the edit is kept, and every draft of the edition and week is told anew with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from index.desk import Desk, DigestEdit
from index.records import DigestInputs, StoredDigest
from reports.desk import apply_edits, count_vetoes
from reports.digest import build_digest
from reports.errors import DigestError
from reports.inputs import WeekInputs, unpack_inputs
from reports.new_terms import TermWeek
from reports.summary import add_summaries
from reports.trends import Trends
from reports.week import Week, instant
from stdiplo_scan.wiring import Office


def edited_body(
    office: Office,
    inputs: WeekInputs,
    edition: str,
    language: str,
    *,
    trends: Trends | None = None,
    terms: TermWeek | None = None,
) -> dict[str, Any]:
    """A week's digest from its inputs, with the edits that the store keeps of it."""
    week = inputs.coverage.week
    edits = [asdict(edit) for edit in Desk(office.store).edits(edition, str(week))]
    settings = inputs.settings
    most = settings.most_entries
    digest = build_digest(
        week,
        edition,
        language,
        facts=inputs.facts,
        documents=office.store,
        coverage=inputs.coverage,
        settings=replace(settings, most_entries=most + count_vetoes(edits)),
        trends=trends,
        terms=terms,
        extras=inputs.extras,
    )
    return add_summaries(apply_edits(digest.to_json(), edits, most), office.summaries)


def find_story(stored: StoredDigest, named: str) -> tuple[str, str]:
    """Story and document of the entry that a person names: by number, story or document.

    Those that were vetoed are found by their story. Raises DigestError where there is none.
    """
    entries = stored.body["entries"]
    if named.isascii() and named.isdecimal() and 1 <= int(named) <= len(entries):
        entry = entries[int(named) - 1]
        return entry["story"], entry["lead"]["document"]
    for entry in entries:
        if named in (entry["story"], entry["lead"]["document"]):
            return entry["story"], entry["lead"]["document"]
    for edit in stored.body.get("desk", {}).get("edits", ()):
        if named and named in (edit["story"], edit["document"]):
            return edit["story"], edit["document"]
    raise DigestError(
        f"{stored.id}: entry", named, f"a number from 1 to {len(entries)}, or the id of a story or document"
    )


def edit_digest(office: Office, stored: StoredDigest, edits: Sequence[DigestEdit]) -> StoredDigest:
    """The digest with the edits, in every language that is still a draft; DigestError on a sealed one."""
    refuse_sealed(stored)
    for edit in edits:
        Desk(office.store).keep(edit)
    return tell_anew(office, stored)


def undo_edits(office: Office, stored: StoredDigest, story: str) -> StoredDigest:
    """The digest without any edit of the story. Raises DigestError where there is none, or it is sealed."""
    refuse_sealed(stored)
    if not Desk(office.store).forget(stored.edition, stored.week, story):
        raise DigestError(f"{stored.id}: undo", story, "a story that was edited; `digest edit ID` lists them")
    return tell_anew(office, stored)


def approve_digest(office: Office, stored: StoredDigest, editor: str) -> StoredDigest:
    """The digest approved under the editor's name and sealed; the other language stays what it is."""
    refuse_sealed(stored)
    Desk(office.store).keep(make_edit(stored, "approve", editor))
    told = tell_anew(office, stored)
    office.store.move_digest(told.id, "approved")
    return office.store.digest(told.id)


def make_edit(
    stored: StoredDigest, kind: str, editor: str, value: str = "", entry: tuple[str, str] = ("", "")
) -> DigestEdit:
    """An edit of a digest made now; `entry`: story and document."""
    return DigestEdit(
        edition=stored.edition,
        week=stored.week,
        story=entry[0],
        document=entry[1],
        kind=kind,
        value=value,
        language=stored.language,
        editor=editor,
        made_utc=instant(datetime.now(UTC)),
    )


def refuse_sealed(stored: StoredDigest) -> None:
    """Raises DigestError where the digest is approved or sent: it never changes again."""
    if stored.state != "draft":
        raise DigestError(
            stored.id,
            stored.state,
            "a draft",
            "an approved or sent digest never changes; edit the next week's",
        )


def tell_anew(office: Office, stored: StoredDigest) -> StoredDigest:
    """The digest, after every draft of its edition and week was made again from its inputs."""
    unpacked: dict[str, tuple[DigestInputs, WeekInputs]] = {}
    for one in office.store.digests(edition=stored.edition, week=str(Week.parse(stored.week))):
        if one.state != "draft" or (not one.inputs and one.id != stored.id):
            continue  # sealed; or a sibling of an earlier version, which `digest build` makes anew
        if one.inputs not in unpacked:
            packed = office.store.digest_inputs(one)
            unpacked[one.inputs] = packed, unpack_inputs(packed)
        packed, inputs = unpacked[one.inputs]
        body = edited_body(office, inputs, one.edition, one.language)
        office.store.save_digest(replace(one, body=body), packed)
    return office.store.digest(stored.id)
