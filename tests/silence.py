"""The network ends at this machine: any attempt to reach another one fails the test that made it."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


class Outbound(AssertionError):
    """Something tried to leave this machine."""


def is_here(host: Any) -> bool:
    """Tell whether a name or address means this machine."""
    if host in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(family: int, address: Any) -> None:
    """Refuse an address of another machine; sockets of the file system stay allowed."""
    if family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
        raise Outbound(f"an outbound connection to {address[0]}:{address[1]} was tried")


def guarded_connect(self: socket.socket, address: Any) -> None:
    """Connect, on this machine only."""
    guarded(self.family, address)
    connect(self, address)


def guarded_connect_ex(self: socket.socket, address: Any) -> int:
    """Connect, on this machine only."""
    guarded(self.family, address)
    return connect_ex(self, address)


def guarded_getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
    """Look up names of this machine only; a look-up of another name already tells a stranger something."""
    if not is_here(host.decode() if isinstance(host, bytes) else host):
        raise Outbound(f"the name {host} was looked up")
    return getaddrinfo(host, *args, **options)


@pytest.fixture(autouse=True, scope="session")
def silence() -> Iterator[None]:
    """Guard the whole session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield
