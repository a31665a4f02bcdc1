"""The country that an address speaks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.publisher_country import country_of_url


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://www.diplomatie.gouv.fr/fr/x", "FR"),
        ("https://www.gov.uk/news", "GB"),
        ("https://www.nasa.gov/", "US"),
        ("https://www.mext.go.jp/a.htm", "JP"),
        ("https://ec.europa.eu/x", "EU"),
        ("https://www.gov.pl/web", "PL"),
        ("https://minciencias.gov.co/", "CO"),
        ("https://startup.io/", None),
        ("https://example.co/", None),
        ("https://www.oecd.org/", "INT"),
        ("https://www.who.int/news", "INT"),
        ("https://news.un.org/en", "UN"),
        ("https://www.sre.gob.mx/", "MX"),
        ("https://www.bmbf.gv.at/", "AT"),
        ("https://tv.cctv.com/", "CN"),
        ("https://notcctv.com/", None),
        ("https://www.mofa.go.kr/", "KR"),
        ("https://mit.edu/", "US"),
        ("https://www.anu.edu.au/", "AU"),
        ("https://some-project.eu/", None),
        ("https://home.cern/news", "INT"),
        ("https://www.oecd.org.example.com/", None),
        ("https://xn--h1akeme.xn--p1ai/", "RU"),
        ("http://127.0.0.1:8471/a", None),
        ("http://[::1]/", None),
        ("http://localhost/", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_the_top_level_domain_names_the_country_where_it_is_no_brand(url: str, country: str | None) -> None:
    assert country_of_url(url) == country


@given(st.text(max_size=80))
def test_no_text_is_too_odd_for_an_answer(url: str) -> None:
    found = country_of_url(url)
    assert found is None or len(found) == 2 or found == "INT"
