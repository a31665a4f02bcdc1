"""The country a web address speaks for; used where nobody has stated the publisher's country."""

from __future__ import annotations

from urllib.parse import urlsplit

# Country-code domains that anybody may take and many do; they tell nothing about the publisher.
_BRANDS = "ac ai am as bz cc cd co fm gg gl im io la li ly me mn ms nu pw sc sh so st su tk to tv vc vg vu ws"
_SOLD_FREELY = frozenset(_BRANDS.split())
_OTHER_CODES = {
    "uk": "GB",
    "eu": "EU",
    "gov": "US",
    "mil": "US",
    "edu": "US",
    "xn--p1ai": "RU",
    "xn--fiqs8s": "CN",
    "xn--j6w193g": "HK",
}
_OFFICIAL = frozenset(
    ["ac", "edu", "go", "gob", "gouv", "gov", "govt", "gub", "mil", "mod"]
)  # second level of a state's own names


def country_of_url(url: str) -> str | None:
    """The ISO 3166-1 alpha-2 code (or EU) of the host's top-level domain, or None where it says none.

    Domains sold to anybody (.io, .ai, .co ...) count only under an official second level such as gov.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    labels = host.split(".")
    if len(labels) < 2:
        return None
    last, second = labels[-1], labels[-2]
    if last in _OTHER_CODES:
        return _OTHER_CODES[last]
    if len(last) != 2 or not last.isalpha() or not last.isascii():
        return None
    if last in _SOLD_FREELY and second not in _OFFICIAL:
        return None
    return last.upper()
