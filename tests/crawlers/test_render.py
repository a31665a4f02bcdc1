"""Pages that need JavaScript are shown by a browser that reaches nothing by itself."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.document import Document
from crawlers.extract.extract import extract_page
from crawlers.probe.run import probe_targets
from crawlers.run import run_crawl
from tests.site.publisher import SETTINGS, make_target
from tests.site.server import Reply, Site

SENTENCE = "The ministries agreed on joint quantum research, and work begins in April of next year."
TEXT = [SENTENCE, "Laboratories of both countries may take part in it.", "A report comes every autumn."]
PAGE = """<html><head><title>News</title><script src="/app.js"></script><script src="/secret.js"></script>
<script src="http://10.0.0.1/private.js"></script><link rel="stylesheet" href="/style.css"></head>
<body><noscript>You need to enable JavaScript.</noscript><div id="root"></div><img src="/picture.png">
</body></html>"""
SCRIPT = """
addEventListener('load', async () => {
  fetch('http://169.254.169.254/latest/').catch(() => 0);
  fetch('/secret.json').catch(() => 0);
  fetch('/log', {method: 'POST', body: 'x'}).catch(() => 0);
  const data = await (await fetch('/data.json')).json();
  document.getElementById('root').innerHTML =
    '<main><h1>' + data.title + '</h1>' + data.text.map(t => '<p>' + t + '</p>').join('') + '</main>';
});
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        running.page("/robots.txt", "User-agent: *\nDisallow: /secret", content_type="text/plain")
        running.page("/n/1", PAGE)
        running.page("/app.js", SCRIPT, content_type="text/javascript")
        running.page(
            "/data.json", f'{{"title": "Agreement", "text": {TEXT!r}}}'.replace("'", '"'),
            content_type="application/json",
        )  # fmt: skip
        running.page(
            "/list", "<div id=root></div><script>document.getElementById('root').innerHTML="
            "'<a class=item href=\"/n/1\">One</a>'</script>",
        )  # fmt: skip
        running.pages["/style.css"] = running.pages["/picture.png"] = Reply(b"x")
        yield running


def test_without_a_browser_a_scripted_page_is_named_and_never_stored_empty(
    site: Site, tmp_path: Path
) -> None:
    entry = {"type": "listing", "url": site.url + "/list", "css": "a.item"}
    run = run_crawl([make_target(site, entry)], tmp_path / "a", settings=SETTINGS)[0]
    assert (run.outcome, run.kept) == ("changed", 0)
    assert "JavaScript" in run.error


def test_a_check_names_a_list_that_needs_javascript_and_says_what_to_do(site: Site) -> None:
    entry = {"type": "listing", "url": site.url + "/list", "css": "a.item"}
    plain, shown = make_target(site, entry), make_target(site, entry, id="shown", render=True)
    [probe, rendered] = probe_targets([plain, shown], settings=SETTINGS, discover="never")
    assert probe.verdict == "changed"
    assert "lists nothing without JavaScript" in probe.entries[0].problem
    assert "set `render: true`" in probe.entries[0].problem
    if importlib.util.find_spec("playwright") is None or not shutil.which("chromium"):
        assert rendered.verdict == "failing"
        assert "install" in rendered.entries[0].problem
    else:
        assert (rendered.verdict, rendered.entries[0].items) == ("good", 1)


@pytest.mark.slow
def test_a_rendered_page_is_read_and_its_requests_keep_all_rules(site: Site, tmp_path: Path) -> None:
    if importlib.util.find_spec("playwright") is None or not shutil.which("chromium"):
        pytest.skip("no playwright or no chromium on this machine")
    entry = {"type": "listing", "url": site.url + "/list", "css": "a.item"}
    target = make_target(site, entry, render=True)
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.kept, run.error) == ("healthy", 1, "")
    assert set(site.paths()) == {"/robots.txt", "/list", "/n/1", "/app.js", "/data.json"}
    assert {asked.headers["user-agent"] for asked in site.asked} == {SETTINGS.user_agent}
    assert site.most_connections == 1
    assert run.counters["render/pages"] == 2
    assert run.counters["render/robots"] == 2
    assert run.requests == len(site.asked)
    with Archive(tmp_path) as archive:
        [page] = [archive.page(capture) for capture in archive.captures()]
    document = extract_page(page)
    assert isinstance(document, Document)
    assert SENTENCE in document.text
