"""`crawl` over a publisher whose pages have several addresses: one document each, all addresses kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.target import target_yaml
from index.store import Store
from tests.site.contents import SENTENCES, whole
from tests.site.publisher import feed_target
from tests.site.server import Reply, Site
from tests.stdiplo_scan.commands import run_main


def page(number: int, *, head: str = "", more: str = "") -> Reply:
    body = "".join(f"<p>{sentence} Number {number}.</p>" for sentence in SENTENCES * 2)
    return Reply(whole(f"Ministries agree on quantum research, part {number}", head=head, body=body + more))


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        for number in range(3):
            running.pages[f"/n/{number}"] = page(number)
        canonical = '<link rel="canonical" href="/n/1"><link rel="alternate" hreflang="ja" href="/ja/1">'
        running.pages["/print/1"] = page(1, head=canonical, more="<p>Printed on Monday.</p>")
        running.pages["/old"] = Reply(status=301, headers={"Location": "/n/2"})
        yield running


@pytest.mark.slow
def test_redirects_and_print_views_become_one_document_and_a_second_crawl_stores_nothing(
    site: Site, tmp_path: Path
) -> None:
    target = feed_target(site, ["/print/1", "/old", "/n/0", "/n/1", "/n/2"], country="DE")
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "xx-test.yml").write_text(target_yaml(target))
    (tmp_path / "settings.toml").write_text(
        '[crawl]\ncontact = "https://example.org/"\nallow_hosts = ["127.0.0.1"]\ndelay_s = 0.0\n'
    )
    first = run_main("--workspace", tmp_path, "crawl", "--all", "--json")
    assert (first.code, first.rows[0]["targets"][0]["new"]) == (0, 5), first.err
    assert first.rows[0]["outcomes"]["new"] == 3
    assert "revised" not in first.rows[0]["outcomes"]
    again = run_main("--workspace", tmp_path, "crawl", "--all", "--json")
    assert (again.code, again.rows[0]["documents"]) == (0, 0)
    store = Store.open(tmp_path / "store.db")
    try:
        held = {document.document.url: document.document for document in store.documents()}
    finally:
        store.close()
    assert {url[len(site.url) :] for url in held} == {"/n/0", "/n/1", "/n/2"}
    assert held[site.url + "/n/1"].other_urls == (site.url + "/print/1",)
    assert held[site.url + "/n/2"].other_urls == (site.url + "/old",)
    assert "Printed on Monday" not in held[site.url + "/n/1"].text
