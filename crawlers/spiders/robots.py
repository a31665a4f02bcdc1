"""robots.txt -> may this address be asked for, and by which rule (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_SIZE_LIMIT = 500 * 1024  # RFC 9309, 2.5: at least 500 KiB are parsed
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_BARE = _UNRESERVED | frozenset("!&'()+,;=:@/?[]#")
_DISALLOW = frozenset(
    {"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"}
)  # as Google reads them


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be asked for; `rule` is the line that decided, empty where none did."""

    allowed: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    allow: bool
    path: str
    line: str
    parts: tuple[str, ...]  # what stands between the wildcards, comparable
    ends: bool  # whether the rule ends in $


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[_Rule] = field(default_factory=list)
    delay_s: float | None = None


class Robots:
    """The rules of one robots.txt, read once."""

    def __init__(self, body: bytes | str) -> None:
        if isinstance(body, bytes):
            body = body[:_SIZE_LIMIT].decode("utf-8-sig", "replace")
        self.sitemaps: list[str] = []
        self._groups = self._read(body.removeprefix("\ufeff"))

    def verdict(self, url: str, product: str) -> Verdict:
        """May the robot named `product` ask for `url`? The longest matching rule decides, allow before
        disallow.

        The groups whose agent is the product's name are used together; where there are none, those for `*`.
        """
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return Verdict(True)
        best: _Rule | None = None
        for group in self._groups_for(product):
            for rule in group.rules:
                if not _matches(path, rule.parts, ends=rule.ends):
                    continue
                if best is None or (len(rule.path), rule.allow) > (len(best.path), best.allow):
                    best = rule
        return Verdict(True) if best is None else Verdict(best.allow, best.line)

    def delay_s(self, product: str) -> float | None:
        """The Crawl-delay for `product` in seconds, though RFC 9309 knows none; None where none is stated."""
        delays = [group.delay_s for group in self._groups_for(product) if group.delay_s is not None]
        return max(delays) if delays else None

    def _groups_for(self, product: str) -> list[_Group]:
        name = _agent(product)
        own = [group for group in self._groups if name and name in group.agents]
        return own or [group for group in self._groups if "*" in group.agents]

    def _read(self, text: str) -> list[_Group]:
        groups: list[_Group] = []
        current = _Group()
        in_agents = False
        for raw in re.split(r"\r\n|\r|\n", text):
            line = raw.split("#", 1)[0].strip(" \t\x00")
            key, colon, value = line.partition(":")
            if not colon:
                key, _, value = line.partition(" ")  # Google reads `Disallow /x` as well
                if not value:
                    continue
            key, value = key.strip().lower(), value.strip()
            if key in {"user-agent", "useragent", "user agent"}:
                if not in_agents:
                    current = _Group()
                    groups.append(current)
                    in_agents = True
                current.agents.append(_agent(value))
            elif key == "allow" or key in _DISALLOW:
                in_agents = False
                if value:
                    current.rules.extend(_rules(key == "allow", value, line))
            elif key in {"crawl-delay", "crawldelay"}:
                in_agents = False
                if re.fullmatch(r"\d{1,6}(?:\.\d+)?", value):
                    current.delay_s = float(value)
            elif key in {"sitemap", "site-map"} and value:
                self.sitemaps.append(value)
        return groups


def _agent(value: str) -> str:
    """The product token: what stands before version and comment, lower case; `*` for all."""
    value = value.strip()
    if value == "*" or value.startswith("* "):
        return "*"
    found = re.match(r"[^\s/;()]+", value)
    return found[0].lower() if found else ""


def _rules(allow: bool, value: str, line: str) -> list[_Rule]:
    """The rule of a line; an allowed index.html also allows its folder, as Google reads it."""
    if not value.startswith(("/", "*")):
        value = "/" + value
    rules = [_rule(allow, value, line)]
    folder = re.match(r"(.*/)index\.html?$", value, re.IGNORECASE)
    if allow and folder:
        rules.append(_rule(allow, folder[1] + "$", line))
    return rules


def _rule(allow: bool, value: str, line: str) -> _Rule:
    ends = value.endswith("$")
    parts = tuple(_normal(part) for part in re.split(r"\*+", value[:-1] if ends else value))
    return _Rule(allow, value, line[:200], parts, ends)


def _matches(path: str, parts: tuple[str, ...], *, ends: bool) -> bool:
    """Whether the path begins with the parts, any text between them; with `ends`, whether it ends there."""
    if not path.startswith(parts[0]):
        return False
    if len(parts) == 1:
        return not ends or path == parts[0]
    position = len(parts[0])
    for part in parts[1:-1] if ends else parts[1:]:
        found = path.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return not ends or (path.endswith(parts[-1]) and len(path) - len(parts[-1]) >= position)


def _normal(path: str) -> str:
    """Percent-encoding made comparable: unreserved characters bare, all else encoded with capitals."""
    out: list[str] = []
    position = 0
    while position < len(path):
        character = path[position]
        pair = path[position + 1 : position + 3]
        if character == "%" and re.fullmatch(r"[0-9A-Fa-f]{2}", pair):
            decoded = chr(int(pair, 16))
            out.append(decoded if decoded in _UNRESERVED else "%" + pair.upper())
            position += 3
            continue
        if character in _BARE:
            out.append(character)
        else:  # a $ or * of an address is no wildcard, so both are compared encoded
            out.extend(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        position += 1
    return "".join(out)
