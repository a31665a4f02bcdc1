"""What the tests of the pages share: a client that may speak to the site, and pages as trees."""

from __future__ import annotations

from typing import Any

from lxml import html
from starlette.testclient import TestClient

from stdiplo_scan.web.app import make_app
from stdiplo_scan.wiring import Office


def open_site(office: Office) -> TestClient:
    """A client of the office's pages."""
    return TestClient(make_app(office), base_url="http://127.0.0.1", follow_redirects=False)


def tree(client: TestClient, url: str, *, status: int = 200, **headers: str) -> Any:
    """The page as an lxml tree; its status must be the one expected."""
    response = client.get(url, headers=headers)
    assert response.status_code == status, response.text[:2000]
    assert response.headers["content-type"].startswith("text/html")
    return html.fromstring(response.text)


def said(page: Any, path: str) -> list[str]:
    """The texts of the elements at an XPath, blanks squeezed."""
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]
