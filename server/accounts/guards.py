"""What HTTP handlers of any domain ask for: `actor` (signed in, or 401) and `visitor` (perhaps nobody)."""

from ipaddress import IPv6Address, ip_address, ip_network

from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide

from server.accounts.actor import Actor
from server.accounts.sessions import actor_of
from server.problems import Problem
from server.sync.core import Core


def address_of(connection: ASGIConnection) -> str:  # type: ignore[type-arg]
    """Whom limits count: an address, of IPv6 the network, because one line has 2^64 of them to choose from."""
    host = connection.client.host if connection.client else ""
    try:
        ip = ip_address(host)
    except ValueError:
        return host
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is None:
        return str(ip_network((ip.packed, 64), strict=False))
    return host


def token_of(connection: ASGIConnection) -> str | None:  # type: ignore[type-arg]
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def visitor(request: ASGIConnection, core: NamedDependency[Core]) -> Actor:  # type: ignore[type-arg]
    token = token_of(request)
    who, problem = await actor_of(core, token, None)
    if problem is not None:
        raise Problem(problem)
    return who


async def actor(visitor: NamedDependency[Actor]) -> Actor:
    if visitor.person is None:
        raise Problem("session_missing")
    return visitor


DEPENDENCIES = {"visitor": Provide(visitor), "actor": Provide(actor)}
