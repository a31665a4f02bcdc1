"""Which of several documents with one content is the original, and why: one rule for copies and stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, select

from crawlers.canonical import is_print_view
from index.dialect import chunks
from index.tables import DocumentRow, TagRow, TargetRow, VersionRow

COUNTS: Final = 0.5  # score from which a country's role counts: for facts, and for who published first
Why = Literal["earliest", "official", "page", "own_country", "order"]
_UNDATED: Final = "9999"


@dataclass(frozen=True, slots=True)
class Claim:
    """What speaks for a document as the original."""

    id: str
    published: str | None  # YYYY-MM-DD
    official: bool = False  # its publisher is an official body, not a news service or a state medium
    own_country: bool = False  # its publisher's country is itself a party of the event
    printed: bool = False  # its address is that of a page's view for the printer

    @property
    def rank(self) -> tuple[str, bool, bool, bool, str]:
        """The smallest leads: published first; then official over news; then the page itself over its print
        view; then a party's own; then the id.
        """
        day = self.published or _UNDATED
        return day, not self.official, self.printed, not self.own_country, self.id


def leader_of(claims: Sequence[Claim]) -> Claim:
    """The original among the claims; their order changes nothing."""
    return min(claims, key=lambda claim: claim.rank)


def why_it_leads(leader: Claim, other: Claim) -> Why:
    """The first thing that speaks for the leader and not for the other."""
    names: tuple[Why, ...] = ("earliest", "official", "page", "own_country", "order")
    pairs = zip(names, leader.rank, other.rank, strict=True)
    return next((name for name, mine, yours in pairs if mine != yours), "order")


def read_claims(connection: Connection, version_pks: Sequence[int]) -> dict[int, Claim]:
    """What speaks for the document of each version."""
    found: dict[int, Claim] = {}
    for chunk in chunks(version_pks):
        acting = set(
            connection.execute(
                select(TagRow.version_pk).where(
                    TagRow.version_pk.in_(chunk),
                    TagRow.kind == "country",
                    TagRow.publisher,
                    TagRow.role == "actor",
                    TagRow.score >= COUNTS,
                    TagRow.status != "rejected",
                )
            ).scalars()
        )
        rows = connection.execute(
            select(
                VersionRow.pk,
                DocumentRow.id,
                DocumentRow.url,
                VersionRow.published,
                TargetRow.kind,
                TargetRow.facts,
            )
            .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
            .outerjoin(TargetRow, TargetRow.id == DocumentRow.target_id)
            .where(VersionRow.pk.in_(chunk))
        )
        for row in rows:
            trust = (row.facts or {}).get("trust", "official")
            official = row.kind is not None and row.kind != "news" and trust == "official"
            found[row.pk] = Claim(row.id, row.published, official, row.pk in acting, is_print_view(row.url))
    return found
