"""The last weeks once more with a target changed: from the archive alone, and nothing is touched."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawlers.target import target_yaml
from stdiplo_scan.settings import SettingsError
from stdiplo_scan.wiring import Office
from tests.site.publisher import make_target
from tests.site.server import Site
from tests.stdiplo_scan.commands import run_main
from tests.stdiplo_scan.test_target_trials import digest_of

MONDAY = date.today() - timedelta(days=date.today().weekday() + 7)  # of the newest complete week
PARTNERS = {
    1: ("Germany", "quantum technologies"),
    2: ("Canada", "marine biology and fish stocks"),
    3: ("Kenya", "geothermal energy"),
    4: ("Chile", "telescopes and astronomy"),
}


def text_of(partner: str, topic: str) -> str:
    return (
        f"The Ministry of Science of France and the Ministry of Science of {partner} signed an agreement on "
        f"{topic} in Paris. The agreement between France and {partner} foresees joint research on {topic} "
        f"over five years, and both sides will fund work on {topic} together."
    )


@pytest.fixture
def crawled(tmp_path: Path, crawled_once: Path) -> Path:
    """A copy of an office that crawled a publisher which is gone since: whoever asks it anything fails."""
    return Path(shutil.copytree(crawled_once, tmp_path / "office"))


@pytest.fixture(scope="module")
def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once") / "office"
    (folder / "targets").mkdir(parents=True)
    (folder / "settings.toml").write_text(
        '[crawl]\ncontact = "a@example.org"\nallow_hosts = ["127.0.0.1"]\ndelay_s = 0.0\n'
        '[embedding]\nprecision = "f32"\n'
    )
    with Site() as site:
        rows = ""
        for n, (partner, topic) in PARTNERS.items():
            day = MONDAY + timedelta(days=n)
            title = f"France and {partner} sign agreement on {topic}"
            rows += (
                f"<li class=item><span class=seen>{day + timedelta(days=1)}</span>"
                f"<span class=date>{day}</span> <a href='/news/{n}.html'>{title}</a></li>"
            )
            site.page(
                f"/news/{n}.html",
                f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
                f"<p>{text_of(partner, topic)}</p><p>{text_of(partner, topic)}</p></article></body></html>",
            )
        site.page("/list", f"<ul class=news>{rows}</ul>")
        listing = {"type": "listing", "url": site.url + "/list", "css": "li.item", "date_css": "span.date"}
        target = make_target(site, listing, exclude=[r"/4\.html"], country="FR")
        (folder / "targets" / "xx-test.yml").write_text(target_yaml(target))
        assert run_main("--workspace", folder, "crawl").code == 0
    return folder


def test_what_is_excluded_is_lost_and_leaves_the_digest(crawled: Path) -> None:
    before = digest_of(crawled)
    change = r'exclude=["/2\\.html", "/4\\.html"]'
    ran = run_main("--workspace", crawled, "targets", "replay", "xx-test", "--with", change, "--json")
    assert (ran.code, ran.err) == (0, "")
    [replay] = ran.rows
    [lost] = replay["lost"]
    assert lost["url"].endswith("/news/2.html")
    assert lost["published"] == (MONDAY + timedelta(days=2)).isoformat()
    assert lost["why"] == r"excluded: exclude /2\.html"
    assert (replay["gained"], replay["changed"], replay["kept"]) == ([], [], {"before": 3, "after": 2})
    gone = [change for change in replay["digest"] if change["change"] == "gone"]
    [whole] = [change for change in gone if change["edition"] == "whole"]
    assert whole["documents"] == [document_of(crawled, "/news/2.html")]
    assert {change["story"] for change in gone} == {whole["story"]}
    assert digest_of(crawled) == before


def test_an_approved_week_is_compared_too_and_stays_approved(crawled: Path) -> None:
    assert run_main("-w", crawled, "digest", "build").code == 0
    year, week, _ = MONDAY.isocalendar()
    approved = f"whole-{year}-W{week:02}-ja"
    assert run_main("-w", crawled, "digest", "approve", approved, "--by", "佐藤").code == 0
    ran = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", 'exclude=["/"]', "--json")
    assert (ran.code, ran.err) == (0, "")
    whole = [change for change in ran.rows[0]["digest"] if change["edition"] == "whole"]
    assert [change["change"] for change in whole] == ["gone"] * 3


def test_what_was_never_fetched_is_gained_by_its_listed_title(crawled: Path) -> None:
    replay = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", "exclude=", "--json").rows[0]
    [gained] = replay["gained"]
    assert gained["url"].endswith("/news/4.html")
    assert (gained["archived"], gained["title"]) == (
        False, "France and Chile sign agreement on telescopes and astronomy",
    )  # fmt: skip
    assert gained["why"] == r"excluded: exclude /4\.html"
    added = [change for change in replay["digest"] if change["change"] == "added"]
    assert [change["edition"] for change in added].count("whole") == 1
    assert "チリ" in added[0]["after"]


def test_another_selector_changes_dates_and_is_shown_in_a_table(crawled: Path) -> None:
    changes = ("--with", "date_css=span.seen", "--weeks", "2")
    ran = run_main("-w", crawled, "targets", "replay", "xx-test", *changes)
    assert ran.code == 0
    shown = ran.out.decode()
    for n in (1, 2, 3):
        was, now = (MONDAY + timedelta(days=n + more) for more in (0, 1))
        assert f"published: {was} → {now}" in shown
    assert "documents lost: 0" in shown


def test_a_selector_that_finds_nothing_loses_everything_and_says_why(crawled: Path) -> None:
    ran = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", "css=div.none a", "--json")
    [replay] = ran.rows
    assert len(replay["lost"]) == 3
    assert "layout changed?" in replay["entries"][0]["problem"]


def test_another_threshold_shows_what_it_makes_of_the_health(crawled: Path) -> None:
    change = "expected_weekly={min: 50, max: 60, fixed: true}"
    [replay] = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", change, "--json").rows
    before, after = replay["standing"]["before"], replay["standing"]["after"]
    assert (after["low"], after["high"]) == (50, 60)
    assert (before["low"], before["high"]) != (50, 60)
    assert (replay["gained"], replay["lost"], replay["digest"]) == ([], [], [])


def test_a_lower_limit_loses_the_pages_that_a_crawl_comes_to_last(crawled: Path) -> None:
    ran = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", "max_pages=1", "--json")
    [replay] = ran.rows
    assert replay["limits"]["asked"] == {"before": 3, "after": 1}
    lost = {one["url"].rsplit("/", 1)[1]: one["why"] for one in replay["lost"]}
    assert lost == {"1.html": "limit: max_pages is 1", "2.html": "limit: max_pages is 1"}
    whole = [one["change"] for one in replay["digest"] if one["edition"] == "whole"]
    assert whole == ["gone", "gone"]
    shown = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", "max_pages=1").out.decode()
    assert "要求したページ / pages asked for" in shown
    [replay] = run_main(
        "-w", crawled, "targets", "replay", "xx-test", "--with", "max_run_bytes=1", "--json"
    ).rows
    assert len(replay["lost"]) == 3


def test_nothing_changed_changes_nothing(crawled: Path) -> None:
    [replay] = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", "note=x", "--json").rows
    assert (replay["gained"], replay["lost"], replay["changed"], replay["digest"]) == ([], [], [], [])


def test_an_entry_point_that_was_never_read_is_said_to_be_missing(crawled: Path) -> None:
    change = "entry_points.0.url=http://127.0.0.1:9/none"
    [replay] = run_main("-w", crawled, "targets", "replay", "xx-test", "--with", change, "--json").rows
    assert replay["entries"][0]["problem"] == "not in the archive"
    assert len(replay["lost"]) == 3


def test_an_office_without_an_archive_is_told_so(crawled: Path, tmp_path: Path) -> None:
    from stdiplo_scan.replay import replay_target

    office = Office.open(crawled)
    [target] = office.choose_targets(["xx-test"])
    empty = Office(tmp_path / "empty", office.settings)
    with pytest.raises(SettingsError, match="run `stdiplo-scan crawl` first"):
        replay_target(empty, target, target, weeks=1)


def document_of(folder: Path, ending: str) -> str:
    store = Office.open(folder).store
    found = [one.document for one in store.documents() if one.document.url.endswith(ending)]
    store.close()
    return found[0].id
