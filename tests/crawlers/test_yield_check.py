from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.spiders.addresses import GuardedResolver, is_public, literal_address, refuse_host, refused
from crawlers.target import Target
from crawlers.yield_check import Kept, Left, YieldCheck, site_of


def check(**more: Any) -> YieldCheck:
    facts: dict[str, Any] = {
        "id": "gb-x", "name": "X", "name_ja": "英", "country": "GB", "kind": "ministry", "languages": ["en"],
        "homepage": "https://www.gov.uk/x", "expected_weekly": {"min": 0, "max": 1},
        "entry_points": [{"type": "feed", "url": "https://www.gov.uk/x.atom"}], **more,
    }  # fmt: skip
    return YieldCheck(Target.model_validate(facts))


def reason(checker: YieldCheck, url: str, **more: Any) -> str:
    decision = checker.decide(url, **more)
    return "kept" if isinstance(decision, Kept) else decision.reason


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://www.gov.uk/news/a", "kept"),
        ("https://assets.publishing.service.gov.uk/policy.pdf", "kept"),
        ("https://www.gov.uk/news/report.PDF?x=1", "kept"),
        ("https://www.gov.uk/news/notes.docx", "kept"),
        ("https://www.nhs.uk/a", "off_site"),
        ("https://gov.uk.example.org/a", "off_site"),
        ("https://www.gov.uk/news/picture.JPG", "unsupported"),
        ("https://www.gov.uk/data.csv?x=1", "unsupported"),
        ("mailto:a@gov.uk", "unsupported"),
        ("javascript:void(0)", "unsupported"),
        ("", "unsupported"),
        ("https://www.gov.uk/x.atom", "excluded"),
        ("https://www.gov.uk/news/old/a", "excluded"),
        ("https://www.gov.uk/about", "excluded"),
        ("https://www.gov.uk/news/a/b/a/b/a/b/a/b", "trap"),
        ("https://www.gov.uk/news/" + "x/" * 20, "trap"),
        ("https://www.gov.uk/news/" + "y" * 3000, "trap"),
        ("https://www.gov.uk/news/a?sid=0123456789abcdef0123456789abcdef", "trap"),
    ],
)
def test_each_address_is_kept_or_left_for_a_reason(url: str, wanted: str) -> None:
    checker = check(
        include=["/news/", r"\.pdf$"], exclude=["/old/"], hosts=["assets.publishing.service.gov.uk"]
    )
    assert reason(checker, url) == wanted


def test_a_left_address_says_which_value_was_met() -> None:
    decision = check(exclude=["/old/"]).decide("https://www.gov.uk/old/1")
    assert decision == Left("https://www.gov.uk/old/1", "excluded", "exclude /old/")


def test_an_endless_calendar_ends() -> None:
    checker = check()
    decisions = [reason(checker, f"https://www.gov.uk/events?month={n}") for n in range(40)]
    assert decisions.count("kept") == 24
    assert decisions[-1] == "trap"


def test_endless_variants_of_one_page_end() -> None:
    checker = check()
    decisions = [reason(checker, f"https://www.gov.uk/search?sort=a&page={n}") for n in range(100)]
    assert decisions.count("kept") == 60
    assert [reason(checker, f"https://www.gov.uk/item?id={n}") for n in range(100)].count("kept") == 100


def test_depth_beyond_the_target_s_own_is_a_limit() -> None:
    assert reason(check(max_depth=1), "https://www.gov.uk/a", depth=1) == "kept"
    assert reason(check(max_depth=1), "https://www.gov.uk/b", depth=2) == "limit"


def test_a_site_is_the_registrable_domain_or_host_and_port() -> None:
    assert site_of("https://news.example.co.uk/a") == "example.co.uk"
    assert site_of("http://127.0.0.1:8080/a") == "127.0.0.1:8080"
    assert site_of("http://[broken") == ""


@given(st.text())
def test_any_text_gets_a_decision(url: str) -> None:
    assert isinstance(check().decide(url), Kept | Left)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "not an address",
    ],
)  # fmt: skip
def test_private_addresses_are_no_public_ones(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2001:4860:4860::8888")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://a.localhost/", "http://printer.local/",
        "http://metadata.google.internal/",
    ],
)  # fmt: skip
def test_every_spelling_of_a_private_host_is_refused_before_it_is_resolved(url: str) -> None:
    assert refuse_host(url, frozenset())


def test_a_named_host_is_allowed_with_or_without_its_port() -> None:
    assert refuse_host("http://127.0.0.1:8080/", frozenset({"127.0.0.1"})) == ""
    assert refuse_host("http://127.0.0.1:8080/", frozenset({"127.0.0.1:8080"})) == ""
    assert refuse_host("http://127.0.0.1:9090/", frozenset({"127.0.0.1:8080"}))
    assert refuse_host("https://example.org/", frozenset()) == ""
    assert literal_address("example.org") is None


def test_a_name_that_turns_private_is_refused_where_it_is_resolved() -> None:
    resolver = GuardedResolver.__new__(GuardedResolver)
    resolver.allow_hosts = frozenset({"inside.example.org"})
    assert resolver._guard("93.184.216.34", "rebind.example.org") == "93.184.216.34"
    with pytest.raises(OSError, match=r"private address 127\.0\.0\.1"):
        resolver._guard("127.0.0.1", "rebind.example.org")
    assert refused.pop("rebind.example.org") == "127.0.0.1"
    assert resolver._guard("10.0.0.1", "inside.example.org") == "10.0.0.1"


def test_endless_pagination_ends_and_each_trap_has_its_name() -> None:
    checker = check()
    for number in range(100):
        assert reason(checker, f"https://www.gov.uk/news?page={number}") == "kept"
    left = {
        "pagination": checker.decide("https://www.gov.uk/news?page=100"),
        "session_id": checker.decide("https://www.gov.uk/news/a?sid=0123456789abcdef0123456789abcdef"),
        "path": checker.decide("https://www.gov.uk/a/b/a/b/a/b/a/b"),
        "length": checker.decide("https://www.gov.uk/" + "y" * 3000),
    }
    for trap, decision in left.items():
        assert isinstance(decision, Left)
        assert (decision.reason, decision.trap) == ("trap", trap)
    assert reason(checker, "https://www.gov.uk/reports?page=1") == "kept"  # another series
