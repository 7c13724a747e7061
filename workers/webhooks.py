"""Calling other systems: signed, to public addresses alone, and following nobody elsewhere."""
import hmac
import socket
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv4Network, IPv6Network, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from engine.errors import EngineError
from engine.webhooks import Call

TIMEOUT = urllib3.Timeout(connect=5, read=10)       # of each wait
WHOLE = 30.0                                        # seconds for all of a call: who answers byte by byte keeps no wait long
PORTS = {"https": 443, "http": 80}
AGENT = "Aanzet"
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
TRANSLATED = ip_network("64:ff9b::/96")     # NAT64: the last 32 bits are the IPv4 address that is reached
# Never public, though `is_global` lets some through: IPv4 written as IPv6, NAT64 of one's own, Teredo, site-local.
INSIDE = tuple(map(ip_network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "2001::/32", "fec0::/10")))


@dataclass(frozen=True)
class Forbidden(Exception):
    """This address is not one we call; see `AANZET_WEBHOOK_NETWORKS`."""

    host: str


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks beside the public ones that may be called: `10.1.0.0/16, fd00::/8`. EngineError for what is none."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise EngineError("webhook.bad_networks") from error


class _Bounded:
    """A connection that is cut off at the end of its time, whatever it does then; urllib3 bounds each wait alone."""

    def _new_conn(self) -> socket.socket:
        line = super()._new_conn()
        self._end = _End(line.dup())            # of its own, since TLS takes the first one over
        return line

    def close(self) -> None:
        super().close()
        if end := self.__dict__.pop("_end", None):
            end.call_off()


class _End:
    def __init__(self, line: socket.socket):
        self.line = line
        self.timer = Timer(WHOLE, self._cut)
        self.timer.daemon = True
        self.timer.start()

    def call_off(self) -> None:
        self.timer.cancel()
        self.line.close()

    def _cut(self) -> None:
        with suppress(OSError):                 # over already
            self.line.shutdown(socket.SHUT_RDWR)


class _Plain(_Bounded, HTTPConnection):
    pass


class _Sealed(_Bounded, HTTPSConnection):
    pass


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SealedPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Sealed


class Caller:
    """Posts a call and gives the status it was answered with. `own`: networks that whoever runs the installation trusts."""

    def __init__(self, own: Iterable[Network] = ()):
        self.own = tuple(own)

    def post(self, call: Call) -> int:
        """Raises Forbidden, or what urllib3 raises when nobody answered."""
        parts = urlsplit(call.address)
        address = self._reached(parts)
        with self._pool(parts, address) as pool:
            answer = pool.request("POST", parts._replace(scheme="", netloc="").geturl() or "/", body=call.body, headers=_headers(call, parts),
                                  redirect=False, retries=False, preload_content=False)
            answer.close()                  # what it has to say does not matter, and may be endless
            return answer.status

    def _reached(self, parts: SplitResult) -> str:
        """The very address that is called: asked for once, so that a name cannot change its mind in between."""
        found = socket.getaddrinfo(parts.hostname, parts.port or PORTS[parts.scheme], type=socket.SOCK_STREAM)
        addresses = [ip_address(entry[4][0].partition("%")[0]) for entry in found]
        if not all(self._may(address, parts.scheme) for address in addresses):
            raise Forbidden(parts.hostname)
        return str(addresses[0])

    def _may(self, address: Address, scheme: str) -> bool:
        reached = _reached(address)
        if any(one in network for one in (address, reached) for network in self.own):
            return True
        return scheme == "https" and reached.is_global and not reached.is_multicast and not any(address in network for network in INSIDE)

    def _pool(self, parts: SplitResult, address: str) -> urllib3.HTTPConnectionPool:
        port = parts.port or PORTS[parts.scheme]
        if parts.scheme == "http":
            return _PlainPool(address, port, timeout=TIMEOUT)
        return _SealedPool(address, port, timeout=TIMEOUT, server_hostname=parts.hostname, assert_hostname=parts.hostname)


def _reached(address: Address) -> Address:
    """Where one comes out: the IPv4 address that is wrapped in it (mapped, NAT64, 6to4), else the address itself."""
    if address.version == 4:
        return address
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _headers(call: Call, parts: SplitResult) -> dict[str, str]:
    """Signed as Standard Webhooks does: over the id, the second and the body."""
    second = str(int(call.at.timestamp()))
    signed = hmac.digest(call.key, f"{call.mark}.{second}.".encode() + call.body, sha256)
    return {"Host": parts.netloc, "User-Agent": AGENT, "Content-Type": "application/cloudevents+json", "Idempotency-Key": call.mark,
            "webhook-id": call.mark, "webhook-timestamp": second, "webhook-signature": f"v1,{b64encode(signed).decode()}"}
