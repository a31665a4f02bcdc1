"""A person's words about a stored document's tags, made into corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast, get_args

from crawlers.nearest import meant
from index.corrections import Judged
from index.rows import signal_row
from index.store import Store
from nlp.correcting import blank_signal, locate, set_of
from nlp.corrections import (
    Action,
    Correction,
    CorrectionError,
    Subject,
    checked_change,
    checked_value,
    live,
)
from nlp.tags import Range, Role, Signal, Tag

SUBJECTS = get_args(Subject)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person asks of one document, as the command line writes it: country:VN:actor, signal:2."""

    confirm: Sequence[str] = ()
    reject: Sequence[str] = ()
    add: Sequence[str] = ()
    change: Sequence[str] = ()  # country:VN:mentioned, signal:2
    values: Mapping[str, str] = field(default_factory=dict)  # of the signal changed or added
    quote: str = ""  # the words that prove what is added


@dataclass(frozen=True, slots=True)
class Person:
    """Who says it, when, and why."""

    author: str
    made_utc: str
    note: str = ""


def make_corrections(store: Store, document_id: str, wish: Wish, person: Person) -> list[Correction]:
    """The corrections that the wish asks for, checked against what the document shows now.

    Raises DocumentMissing or CorrectionError, and then nothing is to be stored.
    """
    judged = store.judged(document_id)
    version = store.document(document_id).version
    maker = _Maker(document_id, version, judged, wish, person)
    found = [
        maker.make(action, said)
        for action, many in (
            ("confirm", wish.confirm),
            ("reject", wish.reject),
            ("change", wish.change),
            ("add", wish.add),
        )
        for said in many
    ]
    if not found:
        raise CorrectionError(
            f"{document_id}: nothing to correct; wanted --confirm, --reject, --add or --signal; "
            f"see `stdiplo-scan explain {document_id}`"
        )
    return found


def take_back(store: Store, correction_id: str, person: Person) -> Correction:
    """The record that takes a correction back. Raises CorrectionError where there is none in force."""
    made = store.corrections()
    known = next((one for one in made if one.id == correction_id), None)
    if known is None or known.action == "undo":
        raise CorrectionError(
            f"--undo {correction_id}: no such correction; wanted an id of `stdiplo-scan correct --list`"
        )
    if known not in live(made):
        raise CorrectionError(
            f"--undo {correction_id}: it was taken back already; make a new one where it is wanted again"
        )
    return Correction(
        document=known.document,
        action="undo",
        kind=known.kind,
        value=known.value,
        author=person.author,
        made_utc=person.made_utc,
        note=person.note,
        undoes=known.id,
    ).named()


def told(one: Correction) -> str:
    """A correction in one line: what it says of what."""
    what = f"{one.kind}:{one.value}"
    if one.role:
        what += f":{one.role}"
    if one.action == "undo":
        return f"undo {one.undoes} ({what})"
    sets = " ".join(f"{key}={_shown(value)}" for key, value in one.changes.items())
    return " ".join(part for part in (one.action, what, sets) if part)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('value'):g} {value.get('currency')}"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return "none" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class _Maker:
    document_id: str
    version: int
    judged: Judged
    wish: Wish
    person: Person

    def make(self, action: str, said: str) -> Correction:
        """The correction that one option asks for."""
        kind, _, rest = said.partition(":")
        place = f"--{action} {said}"
        if kind not in SUBJECTS or not rest:
            raise CorrectionError(
                f"{place}: {said!r}; wanted KIND:VALUE with a kind of {' '.join(SUBJECTS)}, e.g. country:VN"
                + meant(kind, SUBJECTS)
            )
        if kind == "signal":
            return self._signal(action, rest, place)
        role: Role | None = None
        value = rest
        if kind == "country":
            value, _, written = rest.partition(":")
            if written:
                if written not in get_args(Role):
                    few = " ".join(get_args(Role)) + meant(written, get_args(Role))
                    raise CorrectionError(f"{place}: role is {written!r}; wanted one of {few}")
                role = cast("Role", written)
        return self._tag(action, cast("Subject", kind), value, role, place)

    def _tag(self, action: str, kind: Subject, value: str, role: Role | None, place: str) -> Correction:
        value = self._known_spelling(kind, checked_value(place, kind, value))
        met = self._met_tag(kind, value)
        there = met is not None and met["status"] != "rejected"
        if met is None and action != "add":
            raise CorrectionError(
                f"{place}: {self.document_id} has no such {kind}; wanted one that "
                f"`stdiplo-scan explain {self.document_id}` shows; --add one that is missing"
            )
        if action == "reject" and role is not None:
            raise CorrectionError(
                f"{place}: a country is rejected whole; wanted --reject country:{value}, or the role it has "
                f"by --change country:{value}:mentioned"
            )
        if action == "change" and role is None:
            raise CorrectionError(f"{place}: nothing to change; wanted a role, e.g. country:{value}:actor")
        if action == "add" and there and met is not None:
            action = "change" if role is not None and role != met["role"] else "confirm"
        evidence = self._quoted(place) if action == "add" and self.wish.quote else None
        return self._record(action, kind, value, met, role=role, evidence=evidence)

    def _known_spelling(self, kind: Subject, value: str) -> str:
        """The value as the document's own tag spells it, where only letters' size differs."""
        own = (tag.value for tag in self.judged.shown.tags if tag.kind == kind)
        return next((one for one in own if one.casefold() == value.casefold()), value)

    def _met_tag(self, kind: Subject, value: str) -> dict[str, Any] | None:
        if kind == "region":
            return {"value": value, "status": "automatic"} if value in self.judged.shown.regions else None
        found: Tag | None = next(
            (tag for tag in self.judged.shown.tags if (tag.kind, tag.value) == (kind, value)), None
        )
        if found is None:
            return None
        return {key: item for key, item in asdict(found).items() if key not in ("evidence", "kind")}

    def _signal(self, action: str, rest: str, place: str) -> Correction:
        changes: dict[str, Any] = {}
        if action in ("add", "change"):
            values = self.wish.values.items()
            changes = {key: checked_change(f"--set {key}={value}", key, value) for key, value in values}
        if action == "add":
            kind = checked_value(place, "signal", rest)
            if not self.wish.quote:
                raise CorrectionError(f"{place}: no sentence; wanted --quote with the words that prove it")
            evidence = self._quoted(place)
            if set_of(blank_signal(kind, evidence), changes).modality in ("asserted", "planned") and not (
                changes.get("parties")
            ):
                raise CorrectionError(f"{place}: no parties; wanted e.g. --set parties=JP,VN")
            return self._record(action, "signal", kind, None, evidence=evidence, changes=changes)
        signals = self.judged.shown.signals
        if not (rest.isascii() and rest.isdecimal() and 1 <= int(rest) <= len(signals)):
            raise CorrectionError(
                f"{place}: signal {rest!r}; wanted a number from 1 to {len(signals)} as "
                f"`stdiplo-scan explain {self.document_id}` shows them"
            )
        signal: Signal = signals[int(rest) - 1]
        if action == "change" and not changes:
            raise CorrectionError(f"{place}: nothing to set; wanted e.g. --set stage=signed")
        met = {key: item for key, item in signal_row(0, signal).items() if key != "version_pk"}
        return self._record(action, "signal", signal.type, met, evidence=signal.evidence, changes=changes)

    def _quoted(self, place: str) -> Range:
        found = locate(self.judged.content, self.wish.quote, None)
        if found is None:
            raise CorrectionError(
                f"{place}: --quote {self.wish.quote[:60]!r} does not stand in {self.document_id}; "
                "wanted words copied from its text"
            )
        return found

    def _record(
        self,
        action: str,
        kind: Subject,
        value: str,
        met: dict[str, Any] | None,
        *,
        role: Role | None = None,
        evidence: Range | None = None,
        changes: dict[str, Any] | None = None,
    ) -> Correction:
        return Correction(
            document=self.document_id,
            action=cast("Action", action),
            kind=kind,
            value=value,
            author=self.person.author,
            made_utc=self.person.made_utc,
            note=self.person.note,
            role=role,
            version=self.version,
            evidence=evidence,
            quote="" if evidence is None else self.judged.content[slice(*evidence)],
            changes=changes or {},
            met=met,
            tagger_version=self.judged.shown.tagger_version,
        ).named()
