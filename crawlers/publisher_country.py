"""The country a web address speaks for; used where nobody has stated the publisher's country."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.publisher_hosts import seat_of_host

# Country-code domains that anybody may take and many do; they tell nothing about the publisher. Under .eu
# only europa.eu is the Union's own.
_BRANDS = (
    "ac ai am as bz cc cd co eu fm gg gl im io la li ly me mn ms nu pw sc sh so st su tk to tv vc vg vu ws"
)
_SOLD_FREELY = frozenset(_BRANDS.split())
_OTHER_CODES = {
    "uk": "GB",
    "gov": "US",
    "mil": "US",
    "edu": "US",
    "int": "INT",
    "cat": "ES", "bzh": "FR", "paris": "FR", "berlin": "DE", "bayern": "DE", "wien": "AT", "tirol": "AT",
    "tokyo": "JP", "kyoto": "JP", "osaka": "JP", "scot": "GB", "wales": "GB", "cymru": "GB", "london": "GB",
    "swiss": "CH", "zuerich": "CH", "quebec": "CA", "taipei": "TW",
    "xn--p1ai": "RU", "xn--fiqs8s": "CN", "xn--fiqz9s": "CN", "xn--j6w193g": "HK", "xn--kprw13d": "TW",
    "xn--kpry57d": "TW", "xn--3e0b707e": "KR", "xn--h2brj9c": "IN", "xn--o3cw4h": "TH", "xn--wgbh1c": "EG",
    "xn--mgbaam7a8h": "AE", "xn--mgberp4a5d4ar": "SA", "xn--j1amh": "UA", "xn--qxam": "GR",
}  # fmt: skip
_OFFICIAL = frozenset(
    ["ac", "admin", "edu", "fed", "go", "gob", "gouv", "gov", "govt", "gub", "gv", "mil", "mod", "parl"]
)  # second level of a state's own names


def country_of_url(url: str) -> str | None:
    """The ISO 3166-1 alpha-2 code (or EU, UN, INT) that the host speaks for, or None where it says none.

    A well-known publisher's seat comes first, then the top-level domain. Domains sold to anybody (.io, .ai,
    .co, .eu ...) count only under an official second level such as gov.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    labels = host.split(".")
    if len(labels) < 2:
        return None
    if known := seat_of_host(host):
        return known
    last, second = labels[-1], labels[-2]
    if last in _OTHER_CODES:
        return _OTHER_CODES[last]
    if len(last) != 2 or not last.isalpha() or not last.isascii():
        return None
    if last in _SOLD_FREELY and second not in _OFFICIAL:
        return None
    return last.upper()
