"""A week's comparison and its digests, from the store; built again, they come out the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from index.records import Fact, StoredDigest
from index.weak_signals import WeakSignals
from nlp.regions import regions_of
from reports.coverage import Coverage, CoverageTarget, build_coverage, run_from_row, target_from_row
from reports.digest import DigestSettings, digest_id
from reports.editions import Profile
from reports.inputs import WeekInputs, pack_inputs, unpack_inputs
from reports.new_terms import count_terms
from reports.trends import Trends, TrendSettings, compare_week, first_day_needed
from reports.verify import Verdict, verify_digest
from reports.weak_signals import rule_records
from reports.week import Week, instant
from stdiplo_scan.desk import edited_body
from stdiplo_scan.health import health_of_targets
from stdiplo_scan.registers import visits_of
from stdiplo_scan.week_extras import gather_extras
from stdiplo_scan.wiring import Office


@dataclass(frozen=True, slots=True)
class WeekView:
    """All that a week's reports are made from."""

    week: Week
    facts: tuple[Fact, ...]
    coverage: Coverage
    trends: Trends


def newest_week(office: Office) -> Week:
    """The newest ISO week that is complete, in the office's zone."""
    today = datetime.now(ZoneInfo(office.settings.timezone)).date()
    return Week.of(today - timedelta(days=7))


def view_week(office: Office, week: Week | None = None) -> WeekView:
    """A week against its baseline; the newest complete one where none is named."""
    chosen = week or newest_week(office)
    settings = office.settings
    trend_settings = TrendSettings(baseline_weeks=settings.digest.baseline_weeks)
    facts = office.store.facts(first_day_needed(chosen, trend_settings.baseline_weeks), chosen.end)
    runs = [run_from_row(row, settings.timezone) for row in office.store.runs()]
    coverage = build_coverage(
        chosen,
        targets=followed_targets(
            office, {run.target_id for run in runs} | {fact.target_id for fact in facts}
        ),
        runs=runs,
        facts=facts,
        baseline_weeks=trend_settings.baseline_weeks,
        least_weeks=trend_settings.least_weeks,
        conditions=_conditions_after(office, chosen),
    )
    trends = compare_week(facts, coverage, trend_settings, regions_of=regions_of, zone=settings.timezone)
    return WeekView(chosen, tuple(facts), coverage, trends)


def _conditions_after(office: Office, week: Week) -> dict[str, str]:
    """How the targets stood a week after a week's end, or stand today; a week told again is told the same."""
    until = datetime.combine(week.end + timedelta(days=7), time(), ZoneInfo(office.settings.timezone))
    return {one.target.id: one.health.condition for one in health_of_targets(office, until)}


def followed_targets(office: Office, seen: Collection[str | None]) -> list[CoverageTarget]:
    """The targets that a ledger is about: those that are on or paused, and those that gave something before.

    The many of a catalogue that nobody switched on are no silence.
    """
    followed = {one.id for one in office.targets.values() if one.state in ("on", "paused")}
    rows = office.store.targets().items()
    return [target_from_row(row) for target_id, row in rows if target_id in seen or target_id in followed]


def week_inputs(office: Office, view: WeekView) -> WeekInputs:
    """All that the digests of a week are made from."""
    settings = DigestSettings(
        most_entries=office.settings.digest.max_entries,
        zone=office.settings.timezone,
        trends=view.trends.settings,
        notice_ja=office.settings.notice_ja,
        notice_en=office.settings.notice_en,
        versions={
            "stdiplo-scan": version("stdiplo-scan"),
            "tagger": office.tagger.version,
            "model": office.embedder.model_id,
        },
        visits=visits_of(office),
        weak_records=tuple(rule_records(WeakSignals(office.store).all())),
        profiles={
            name: Profile(**group.model_dump()) for name, group in office.settings.digest.profiles.items()
        },
    )
    extras = gather_extras(office, view.facts, view.coverage, settings)
    return WeekInputs(view.facts, view.coverage, settings, extras)


def build_digests(
    office: Office,
    view: WeekView,
    *,
    editions: Sequence[str] = ("whole",),
    languages: Sequence[str] | None = None,
    keep_sealed: bool = False,
) -> list[StoredDigest]:
    """The digests of a week with their edits, stored as drafts.

    An approved or sent one raises DigestSealed where it would come out otherwise; with `keep_sealed` it is
    given back as it is.
    """
    inputs = week_inputs(office, view)
    terms = count_terms(view.facts, view.coverage)
    packed = pack_inputs(inputs)
    held = office.store.digests(week=str(view.week)) if keep_sealed else []
    sealed = {digest.id: digest for digest in held if digest.state != "draft"}
    digests = []
    for edition in editions:
        for language in languages or office.settings.digest.languages:
            kept = sealed.get(digest_id(edition, str(view.week), language))
            if kept is not None:
                digests.append(kept)
                continue
            digest = StoredDigest(
                id=digest_id(edition, str(view.week), language),
                edition=edition,
                week=str(view.week),
                language=language,
                built_utc=instant(datetime.now(UTC)),
                state="draft",
                body=edited_body(office, inputs, edition, language, trends=view.trends, terms=terms),
            )
            office.store.save_digest(digest, packed)
            digests.append(digest)
    return digests


def build_week(office: Office, week: Week | None = None) -> list[StoredDigest]:
    """The editions of the settings in the office's languages: what the weekly job builds; the sealed stay."""
    editions = office.settings.digest.editions
    return build_digests(office, view_week(office, week), editions=editions, keep_sealed=True)


def verify_stored(office: Office, digest: StoredDigest) -> Verdict:
    """Whether a stored digest comes out the same again. Raises DigestMissing without its inputs."""
    inputs = unpack_inputs(office.store.digest_inputs(digest))
    return verify_digest(digest.body, inputs, office.store, software=version("stdiplo-scan"))
