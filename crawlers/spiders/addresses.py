"""Which hosts may be asked: none in a private network, however its name is spelled or resolved."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

ALLOW_HOSTS = "STDIPLO_ALLOW_HOSTS"  # our key in Scrapy's settings
refused: dict[str, str] = {}  # host -> the private address it resolved to, in this process


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, reserved or
    multicast.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) counts as that IPv4 address.
    """
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast and not found.is_reserved


def literal_address(host: str) -> str | None:
    """The IP address that a host is when it is one, in whatever spelling sockets accept (127.1, 0x7f000001,
    2130706433).
    """
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    if host and all(character in "0123456789abcdefx." for character in host.lower()) and host[0].isdigit():
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            return None
    return None


def refuse_host(url: str, allow_hosts: frozenset[str]) -> str:
    """Why the host of `url` may not be asked, before any name is resolved; empty where it may."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "no readable address"
    if host in allow_hosts or f"{host}:{port}" in allow_hosts:
        return ""
    literal = literal_address(host)
    if literal is not None and not is_public(literal):
        return f"{host} is in a private network"
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".home.arpa")):
        return f"{host} is a name of a private network"
    return ""


class GuardedResolver(CachingThreadedResolver):
    """Resolves names to public addresses alone; what it gives is what is connected to, so no second look-up
    can differ.
    """

    allow_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """The resolver, with the hosts that the settings allow to be private."""
        resolver: Self = super().from_crawler(crawler, reactor)
        resolver.allow_hosts = frozenset(crawler.settings.getlist(ALLOW_HOSTS))
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:  # noqa: N802 - Twisted's name
        """A Deferred of an address; fails with DNSLookupError where it is private, and notes the host in
        `refused`.
        """
        return super().getHostByName(name, timeout).addCallback(self._guard, name)

    def _guard(self, address: str, name: str) -> str:
        if name in self.allow_hosts or is_public(address):
            return address
        refused[name] = address
        raise DNSLookupError(f"{name} resolves to the private address {address}")
