"""Whether the server lives, and whether it has room for another visitor: for a probe, a balancer, a monitor.

Anybody may ask whether it lives and whether it is ready: a balancer stands somewhere else. Numbers get only those who
ask on the same machine without a proxy in between, since how many are there and how much they hold is nobody else's
business; none of it is a secret.
"""

from __future__ import annotations

import ipaddress
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from pages.shared import budget, needs, sessions
from retention import __version__

LEAST = needs.BASE  # bytes: what the smallest file takes
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
FRESH = {"cache-control": "no-store"}


async def lives(request: Request) -> Response:
    """The process answers."""
    del request
    return PlainTextResponse("ok", headers=FRESH)


async def ready(request: Request) -> Response:
    """200 while there is room for another file, else 503."""
    free = budget.ledger.free()
    answer = {"ready": free >= LEAST, **(_numbers(free) if _is_beside(request) else {})}
    return JSONResponse(answer, 200 if answer["ready"] else 503, headers=FRESH)


def _numbers(free: int) -> dict[str, object]:
    now = budget.Budget.now()
    return {
        "version": __version__,
        "sessions": sessions.sessions.count,
        "held_bytes": sessions.sessions.held,
        "process_bytes": budget.taken_bytes(),
        "free_bytes": free,
        "budget_bytes": {"total": now.total, "session": now.session},
        "idle_minutes": now.idle_minutes,
    }


def _is_beside(request: Request) -> bool:
    """Whether it was asked on this machine, and not through a proxy."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    with suppress(ValueError):
        return ipaddress.ip_address(request.client.host).is_loopback
    return False


ROUTES = [Route("/healthz", lives), Route("/readyz", ready)]
