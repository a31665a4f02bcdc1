"""One spelling per URL, so that a page met twice is one document (standard library and idna only)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit

import idna

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = _PATH_SAFE | frozenset("?")
_HEX_PAIR = re.compile(r"[0-9A-Fa-f]{2}")
_EDGE = "".join(map(chr, range(0x21))) + "\x7f\u3000\xa0\ufeff"

# Query keys that say where a reader came from, never which page it is.
_TRACKING = re.compile(
    r"(?:utm_\w+|utm|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|hsctatracking|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid"
    r"|igshid|twclid|ttclid|li_fat_id|_ga|_gl|ga_\w+|pk_(?:campaign|kwd|source|medium|content)|piwik_\w+|mtm_\w+"
    r"|matomo_\w+|wt_?(?:zmc|mc)|wt\.mc_\w+|at_(?:medium|campaign|custom\d?|link_\w+)|xtor|ns_\w+|cmpid|ncid|sr_share"
    r"|spm|vero_id|trk|trkcampaign|s_cid|icid|oly_(?:anon|enc)_id|ito|sc_(?:campaign|channel)|ref_src|ref_url"
    r"|fb_(?:action_\w+|ref|source)|action_\w+_map|soc_src|soc_trk|wkey|wemail|_openstat|elqtrack(?:id)?)",
    re.IGNORECASE,
)
# Query keys that name a visit: the same page has another value each time.
_SESSION = re.compile(
    r"(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|sessionid|session_id|sessid|sess_id"
    r"|osadmin_session|zenid|oscsid|s?ess?ion_?key)",
    re.IGNORECASE,
)
_SESSION_PARAM = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;?]*", re.IGNORECASE)
_SESSION_SEGMENT = re.compile(
    r"/\((?:[SFA]\([A-Za-z0-9\-_]{8,}\))+\)(?=/)"
)  # ASP.NET cookieless: /(S(abc...))/
# The same page once more for a telephone or a printer. A bare `print` or `amp` key with another value may be
# another page.
_VARIANT = re.compile(
    r"(?:amp(?:=(?:1|true|yes|)?)?|outputtype=amp|print(?:able)?(?:=(?:1|true|yes|y|)?)?|view=print)",
    re.IGNORECASE,
)
# An address that is its own canonical spelling: plain host, no port, query or fragment, no dots but in names.
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=/)(?:/[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)*/?")
_PRINT_VIEW = re.compile(
    r"[/?&](?:print(?:er|able)?(?:[-_]?(?:friendly|version|view|page))?(?:\.\w{2,5})?(?=[/?&]|$)|(?:print|view|format)=(?:1|true|yes|y|print)\b)",
    re.IGNORECASE,
)
_VARIANT_ENDS = ("/amp", "/amp/", "/print", "/print/")
# Parts of a path or query that a canonical link may leave out: the same page in another dress.
_DRESS = re.compile(
    r"(?:amp|print\w*|mobile|m|index\.\w{2,5}|comments?|share|pdf|full|page|view|text|[0-9]{1,2})",
    re.IGNORECASE,
)
_DRESS_KEY = re.compile(
    r"(?:page\w*|p|start|offset|limit|rows|size|width|height|year|month|v|ver|t|ts|time|rnd|rand|cache|_|lang|locale"
    r"|sort|order|from|ref|src|source|print\w*|view|format|tab)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]+)?")
_MOST_TRANSLATIONS = 60  # of one page; the European Union's pages have 24


def canonical_url(url: str, base: str | None = None) -> str:
    """The one spelling of a web address; applying it twice changes nothing.

    `base` resolves a relative address. Lower-case scheme and host (IDN as punycode), no default port, no
    user name, no fragment (a `#!` fragment is an address of its own and stays), dot segments resolved,
    percent-encoding normalised, tracking keys and session ids dropped, the AMP or print variant of an
    article folded into it. The order of query keys, case of the path, scheme, `www.` and a trailing slash
    stay: they may matter. What is no http(s) address (mailto:, javascript:, an unreadable one) comes back
    trimmed and otherwise as it was.
    """
    if _PLAIN.fullmatch(url) and not url.lower().endswith(_VARIANT_ENDS):
        return url
    text = _trimmed(url)
    if base is not None:
        try:
            text = urljoin(_trimmed(base), text)
        except ValueError:
            return text
    for _ in range(8):  # each pass removes something or stops; nested variants need a second pass
        changed = _one_pass(text)
        if changed == text:
            break
        text = changed
    return text


def is_print_view(url: str) -> bool:
    """Whether an address says that it is a page's view for the printer: /print/4711, print.php?id=4711."""
    return _PRINT_VIEW.search(url.partition("://")[2]) is not None


def page_address(url: str, stated: str) -> str:
    """The canonical spelling of the address that a page states for itself (rel=canonical), else of its own.

    A statement is not believed where many pages would become one by it: another host, the front page, a
    folder above the page that is no article's name, or the same path without the number that tells its
    pages apart.
    """
    own = canonical_url(url)
    if not stated:
        return own
    named = canonical_url(stated, url)
    try:
        here, there = urlsplit(own), urlsplit(named)
    except ValueError:
        return own
    same = (here.hostname or "").removeprefix("www.") == (there.hostname or "").removeprefix("www.")
    if there.scheme not in _DEFAULT_PORTS or not same:
        return own
    return own if _loses_pages(here, there) else named


def translations(stated: Iterable[tuple[str, str]], base: str) -> tuple[tuple[str, str], ...]:
    """(ISO 639-1 code, canonical address) of stated hreflang pairs, each once; x-default is no language."""
    found: dict[tuple[str, str], None] = {}
    for code, href in stated:
        language = _LANGUAGE.fullmatch(code.strip())
        if language is None or not href or len(href) > 2000:
            continue
        address = canonical_url(href, base)
        if address.startswith(("http://", "https://")):
            found[language[1].lower(), address] = None
    return tuple(found)[:_MOST_TRANSLATIONS]


def _loses_pages(here: SplitResult, there: SplitResult) -> bool:
    """Whether a canonical address is so much less than the page's own that others must share it."""
    path, named = (f"{parts.path.rstrip('/')}/" for parts in (here, there))
    if named == "/":
        return path != "/"
    if path == named:
        kept = set(there.query.split("&"))
        pairs = [pair.partition("=") for pair in here.query.split("&") if pair and pair not in kept]
        return any(re.search(r"\d\d", value) and not _DRESS_KEY.fullmatch(key) for key, _, value in pairs)
    if not path.startswith(named):
        return False
    more = path[len(named) :].strip("/").split("/")
    return not _names_article(named.strip("/")) and not all(_DRESS.fullmatch(part) for part in more)


def _trimmed(url: str) -> str:
    return re.sub(r"[\t\r\n\x00]", "", url).strip(_EDGE)


def _one_pass(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return url
    netloc = _host(host)
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    path = _path(parts.path)
    query = _query(parts.query)
    fragment = _encoded(parts.fragment, _QUERY_SAFE) if parts.fragment.startswith("!") else ""
    return SplitResult(scheme, netloc, path, query, fragment).geturl()


def _host(host: str) -> str:
    host = host.rstrip(".").lower() or host
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return _encoded(host, _UNRESERVED).lower()


def _path(path: str) -> str:
    path = _encoded(path, _PATH_SAFE)
    path = _SESSION_PARAM.sub("", path)
    path = _SESSION_SEGMENT.sub("", path)
    path = _without_dots(path)
    return _without_variant(path) or "/"


def _without_variant(path: str) -> str:
    """The path without a last /amp or /print, where an article's name with digits or hyphens is before it."""
    if not path.lower().endswith(_VARIANT_ENDS):
        return path
    article = path.rstrip("/").rsplit("/", 1)[0]
    return article if _names_article(article) else path


def _names_article(path: str) -> bool:
    """Whether the last part of a path looks like one article's: three hyphens, or a number, not a year."""
    name = path.rsplit("/", 1)[-1]
    if re.fullmatch(r"(?:19|20)\d\d", name):
        return False
    return name.count("-") >= 3 or re.search(r"\d{3}", name) is not None


def _query(query: str) -> str:
    kept = []
    for pair in _encoded(query, _QUERY_SAFE).split("&"):
        key = pair.split("=", 1)[0]
        if not pair or _TRACKING.fullmatch(key) or _SESSION.fullmatch(key) or _VARIANT.fullmatch(pair):
            continue
        kept.append(pair)
    return "&".join(kept)


def _encoded(text: str, safe: frozenset[str]) -> str:
    """Percent-encoding with capitals, unreserved characters bare, a stray % as %25."""
    out: list[str] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character == "%":
            pair = text[position + 1 : position + 3]
            if _HEX_PAIR.fullmatch(pair):
                decoded = chr(int(pair, 16))
                out.append(decoded if decoded in _UNRESERVED else "%" + pair.upper())
                position += 3
                continue
            out.append("%25")
        elif character in safe:
            out.append(character)
        else:
            out.extend(f"%{byte:02X}" for byte in _utf8(character))
        position += 1
    return "".join(out)


def _utf8(character: str) -> bytes:
    try:
        return character.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return "\ufffd".encode()


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4: no `.` and `..` segments."""
    out: list[str] = []
    segments = path.split("/")
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == ".":
            if last:
                out.append("")
        elif segment == "..":
            if len(out) > 1:
                out.pop()
            if last:
                out.append("")
        else:
            out.append(segment)
    joined = "/".join(out)
    return joined if joined.startswith("/") or not joined else "/" + joined
