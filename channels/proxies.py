"""Behind a proxy: whose word about where a request came from is taken. Nobody's, unless they are named.

`THYRIDA_TRUSTED_PROXIES` names addresses and networks. From one of them, the client is the last hop of X-Forwarded-For
that is no proxy of ours, and the scheme is what X-Forwarded-Proto says. The host stays what the Host header says, so a
proxy passes it on unchanged. From everybody else, and for every other header of this family, nothing is believed: they
are taken out, so that no code behind can read them by mistake (RFC 7239, section 8.1).
"""

import ipaddress
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network
from typing import Any

Environ = dict[str, Any]
Start = Callable[..., Any]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]

FOR, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
# What proxies say, and what anybody can say too.
SAID = (
    FOR,
    PROTO,
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_BY",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_FORWARDED_SCHEME",
    "HTTP_X_REAL_IP",
    "HTTP_X_SCRIPT_NAME",
    "HTTP_X_URL_SCHEME",
)
# What servers call the peer of a Unix socket.
SOCKETS = frozenset({"", "localhost", "unix", "unix:"})
# A longer chain than anybody has is not walked.
MOST_HOPS = 20


class TrustedProxies:
    """A WSGI application that sees requests as they reached the first proxy that is ours."""

    def __init__(self, behind: Wsgi, networks: Iterable[IPv4Network | IPv6Network], unix: bool = False) -> None:
        self._behind, self._networks, self._unix = behind, tuple(networks), unix

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        said = {name: str(environ.pop(name)) for name in SAID if name in environ}
        peer = environ.get("REMOTE_ADDR") or ""
        if self._trusts(peer):
            environ["REMOTE_ADDR"] = self._client(peer, said.get(FOR, ""))
            scheme = said.get(PROTO, "").rpartition(",")[2].strip().lower()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self._behind(environ, start)

    def _client(self, peer: str, forwarded: str) -> str:
        """The last hop that is no proxy of ours; a hop that is no address ends the walk at whoever passed it on."""
        last = peer
        for hop in reversed(forwarded.split(",")[-MOST_HOPS:]):
            address = _address(hop)
            if address is None:
                break
            last = str(address)
            if not self._trusts(last):
                break
        return last

    def _trusts(self, peer: str) -> bool:
        if peer in SOCKETS:
            return self._unix
        address = _address(peer)
        return address is not None and any(address in network for network in self._networks)


def _address(hop: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address of a hop, with or without brackets and a port. One of IPv4 written as IPv6 is the IPv4 one."""
    hop = hop.strip().strip('"')
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    try:
        found = ipaddress.ip_address(hop)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found
