"""Calling other systems: signed, to public addresses alone, and following nobody elsewhere."""
import hmac
import socket
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import urllib3

from engine.errors import EngineError
from engine.webhooks import Call

TIMEOUT = urllib3.Timeout(connect=5, read=10)
PORTS = {"https": 443, "http": 80}
AGENT = "Aanzet"
Network = IPv4Network | IPv6Network


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

    def _may(self, address: IPv4Address | IPv6Address, scheme: str) -> bool:
        address = getattr(address, "ipv4_mapped", None) or address
        if any(address in network for network in self.own if network.version == address.version):
            return True
        return scheme == "https" and address.is_global and not address.is_multicast

    def _pool(self, parts: SplitResult, address: str) -> urllib3.HTTPConnectionPool:
        port = parts.port or PORTS[parts.scheme]
        if parts.scheme == "http":
            return urllib3.HTTPConnectionPool(address, port, timeout=TIMEOUT)
        return urllib3.HTTPSConnectionPool(address, port, timeout=TIMEOUT, server_hostname=parts.hostname, assert_hostname=parts.hostname)


def _headers(call: Call, parts: SplitResult) -> dict[str, str]:
    """Signed as Standard Webhooks does: over the id, the second and the body."""
    second = str(int(call.at.timestamp()))
    signed = hmac.digest(call.key, f"{call.mark}.{second}.".encode() + call.body, sha256)
    return {"Host": parts.netloc, "User-Agent": AGENT, "Content-Type": "application/cloudevents+json", "Idempotency-Key": call.mark,
            "webhook-id": call.mark, "webhook-timestamp": second, "webhook-signature": f"v1,{b64encode(signed).decode()}"}
