"""The registers, the matrix, trends and weak signals as tables of text and links, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from index.records import Fact
from index.weak_signals import Flag
from reports.counts import PAIR
from reports.dates_ahead import expiry_text
from reports.lead_times import LeadTime
from reports.matrix_change import ChangedCell
from reports.trends import Trend
from reports.weak_record import Record
from reports.week import Week
from reports.words import Words, country_rank
from stdiplo_scan.registers import Registers, visits_of

MOST_LINKS = 12  # documents linked from one cell
FLAT = ("flat",)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a cell, with the address that it leads to."""

    text: str
    href: str = ""
    language: str = ""  # of a title in its own language


Cell = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Heads as keys of the pages' words, and rows of cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""  # key of what must be known first
    caption: str = ""


class Tables:
    """Tables of one office's registers in one language; they read, and change nothing."""

    def __init__(self, registers: Registers, words: Words) -> None:
        self._registers = registers
        self._words = words
        self._facts: Mapping[str, Fact] = {fact.document_id: fact for fact in registers.facts}

    def instruments(self, party: str) -> Table:
        """Each instrument with its history and its end; those with Japan first, then the newest."""
        words = self._words
        lines = [line for line in self._registers.lines() if not party or party in line.parties]
        lines.sort(key=lambda line: line.last_day, reverse=True)
        lines.sort(key=lambda line: not line.with_japan)
        expiries = self._registers.expiries(lines)
        rows = []
        for line in lines:
            end = expiries.get(line.id)
            history = tuple(
                self._link(step.evidence[0][0], f"{step.day} {words.name('stages', step.stage)}".strip())
                for step in line.history
            )
            told: Cell = ()
            if end is not None:
                told = (self._link(end.document, end.day), Part(expiry_text(end, words)))
            name = (Part(line.name or words.name("plain", "not_stated")),)
            rows.append((self._parties(line.parties), name, self._fields(line.fields), history, told))
        heads = ("reg_parties", "reg_instrument", "reg_fields", "reg_history", "reg_expiry")
        return Table(heads, tuple(rows))

    def needs(self, party: str) -> Table:
        """What others ask of Japan."""
        rows = []
        for need in self._registers.needs():
            if party and need.requester != party:
                continue
            answer = (self._document(need.answer[1], need.answer[0]),) if need.answer else ()
            asked = tuple(self._document(one.document, one.day) for one in need.asked[-3:])
            rows.append(
                (
                    (Part(self._words.name("need_states", need.state)),),
                    self._parties((need.requester,)),
                    self._fields((need.field,) if need.field else ()),
                    asked,
                    answer,
                )
            )
        return Table(("reg_state", "reg_from", "reg_fields", "reg_asked", "reg_answer"), tuple(rows))

    def gaps(self, party: str) -> Table:
        """Where others signed within a year, and what is known of Japan."""
        found = [gap for gap in self._registers.gaps() if not party or party == gap.partner]
        rows = [
            (
                self._parties((gap.partner,)),
                self._fields((gap.field,)) if gap.field else (Part(self._words.name("plain", "general")),),
                self._parties(gap.others),
                self._documents(gap.documents),
                (
                    Part(self._words.name("japan_has", gap.japan)),
                    *(Part(name) for name in gap.japan_has[:3]),
                ),
            )
            for gap in found
        ]
        unknown = any(gap.japan == "unknown" for gap in found)
        heads = ("reg_partner", "reg_fields", "reg_signed", "reg_documents", "reg_japan")
        return Table(heads, tuple(rows), note="reg_unknown" if unknown else "")

    def calendar(self, party: str) -> Table:
        """Days to come."""
        rows = []
        for one in self._registers.dates():
            if party and party not in one.parties:
                continue
            source = Part(self._words.name("plain", "office_table"))
            if one.source != "office":
                source = self._document(one.source)
            remark = (Part(expiry_text(one.expiry, self._words)),) if one.expiry else ()
            rows.append(
                (
                    (Part(one.day),),
                    (Part(self._words.name("dates_ahead", one.what)),),
                    (Part(one.title), *remark),
                    self._parties(one.parties),
                    (source,),
                )
            )
        return Table(("reg_day", "reg_what", "reg_title", "reg_parties", "reg_source"), tuple(rows))

    def visits(self, party: str) -> Table:
        """The office's diplomatic calendar."""
        rows = [
            (
                (Part(visit.day + (f" – {visit.until}" if visit.until != visit.day else "")),),
                self._parties(visit.partners),
                (Part(visit.title),),
            )
            for visit in visits_of(self._registers.office)
            if not party or party in visit.partners
        ]
        return Table(
            ("reg_day", "reg_partner", "reg_title"), tuple(rows), note="" if rows else "reg_no_visits"
        )

    def matrix(self, cells: Sequence[ChangedCell], week: Week) -> Table:
        """The cells of a week; what is not linked is a search away."""
        rows = [
            (
                (Part(self._words.region(one.cell.region)),),
                self._fields((one.cell.field,)),
                (Part(self._words.name("signals", one.cell.signal)),),
                *((Part(str(number)),) for number in _numbers(one)),
                (Part(f"{self._words.mark(one.change)} {self._words.name('directions', one.change)}"),),
                self._documents(one.cell.documents, self._search(one, week)),
            )
            for one in cells
        ]
        heads = (
            *("reg_region", "reg_field", "reg_signal", "reg_asked_n", "reg_in_n", "reg_named_n", "reg_out_n"),
            *("reg_expected", "reg_change", "reg_documents"),
        )
        return Table(heads, tuple(rows))

    def trends(self, cells: Iterable[Trend]) -> Table:
        """The cells that went some way, the most surprising first."""
        rows = [
            (
                (Part(f"{self._words.mark(one.direction)} {self._words.name('directions', one.direction)}"),),
                (Part(self._words.name("axes", one.axis)),),
                (Part(self._words.cell(one.axis, one.key)),),
                (Part(str(one.count)),),
                (Part(f"{one.expected:.1f} ({one.low:.0f}–{one.high:.0f})"),),
                (Part(f"{one.share:.1%}"),),
                self._documents(one.documents),
            )
            for one in cells
            if one.direction not in FLAT
        ]
        heads = (
            *("reg_change", "reg_axis", "reg_cell", "topic_stories", "reg_expected_range", "reg_share"),
            "reg_documents",
        )
        return Table(heads, tuple(rows))

    def lead_times(self, found: Sequence[LeadTime]) -> Table:
        """Which language tells first."""
        rows = [
            (
                (Part(self._words.name("languages", one.first)),),
                (Part(self._words.name("languages", one.then)),),
                (Part(str(one.stories)),),
                (Part(f"{one.median_days:g}"),),
                self._documents(one.documents),
            )
            for one in found
        ]
        heads = ("reg_first", "reg_then", "topic_stories", "reg_days", "reg_documents")
        return Table(heads, tuple(rows), caption="reg_lead")

    def flags(self, flags: Sequence[Flag]) -> Table:
        """Weak signals, the newest first, with what became of them."""
        rows = [
            (
                (Part(flag.week),),
                (Part(self._words.name("weak_rules", flag.rule)),),
                (Part(self._flag_key(flag)),),
                (Part(str(flag.count)),),
                tuple(
                    Part(f"{weeks}: {self._words.name('weak_outcomes', outcome)}")
                    for weeks, outcome in sorted(flag.outcomes.items(), key=lambda item: int(item[0]))
                ),
                self._documents(flag.documents),
            )
            for flag in sorted(flags, key=lambda flag: flag.week, reverse=True)
        ]
        heads = ("reg_week", "reg_rule", "reg_what", "topic_stories", "reg_outcome", "reg_documents")
        return Table(heads, tuple(rows))

    def records(self, records: Sequence[Record]) -> Table:
        """How often each rule's flags grew."""
        rows = [
            (
                (Part(self._words.name("weak_rules", one.rule)),),
                *((Part(str(number)),) for number in (one.weeks, one.grew, one.faded, one.false)),
                (Part("–" if one.precision is None else f"{one.precision:.2f}"),),
            )
            for one in records
        ]
        heads = ("reg_rule", "reg_after", "reg_grew", "reg_faded", "reg_false", "reg_precision")
        return Table(heads, tuple(rows), caption="reg_record")

    def _flag_key(self, flag: Flag) -> str:
        """What was flagged, in words: a term, a country and its field, two partners and theirs."""
        if flag.rule == "new_term":
            return flag.key
        who, _, field = flag.key.partition(PAIR)
        names = " + ".join(self._words.party(code) for code in who.split("+"))
        return f"{names} × {self._words.name('fields', field)}"

    def _parties(self, codes: Iterable[str]) -> Cell:
        ordered = sorted(codes, key=lambda code: (country_rank(code), code))
        between = "・" if self._words.language == "ja" else ", "
        return (Part(between.join(map(self._words.party, ordered))),)

    def _fields(self, codes: Iterable[str]) -> Cell:
        return tuple(Part(self._words.name("fields", code)) for code in codes)

    def _documents(self, ids: Sequence[str], rest: str = "") -> Cell:
        shown = tuple(self._document(one) for one in ids[:MOST_LINKS])
        return (*shown, Part(f"+ {len(ids) - MOST_LINKS}", rest)) if len(ids) > MOST_LINKS else shown

    def _search(self, one: ChangedCell, week: Week) -> str:
        """The address of a search for what a cell counts."""
        asked = {
            "lang": self._words.language,
            "region": one.cell.region,
            "field": one.cell.field,
            "signal": one.cell.signal,
            "since": week.start.isoformat(),
            "until": week.last_day.isoformat(),
        }
        return "/?" + urlencode(asked)

    def _document(self, document_id: str, before: str = "") -> Part:
        fact = self._facts.get(document_id)
        title = (fact.title if fact is not None else "") or document_id
        title = title if len(title) <= 90 else title[:89] + "…"
        return self._link(document_id, f"{before} {title}".strip(), fact.language if fact else "")

    def _link(self, document_id: str, text: str, language: str = "") -> Part:
        return Part(text, f"/documents/{quote(document_id, safe='')}?lang={self._words.language}", language)


def _numbers(one: ChangedCell) -> tuple[str, ...]:
    cell = one.cell
    return (
        *(str(number) for number in (cell.asked, cell.japan_in, cell.mentioned, cell.out)),
        f"{one.expected:.1f}",
    )
