"""What probes and balancers get to know, and what only those on the same machine do."""

from __future__ import annotations

import asyncio
import json

import pytest
from starlette.applications import Starlette

from pages.shared import budget, health, logs
from retention import __version__


def asked(path, client="127.0.0.1", **headers):
    """Status, headers and body of an answer."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    names = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": names,
        "query_string": b"",
        "client": (client, 5),
    }
    asyncio.run(Starlette(routes=health.ROUTES)({**scope, "http_version": "1.1", "scheme": "http"}, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def test_it_lives():
    status, headers, body = asked("/healthz", "192.0.2.7")
    assert (status, body, headers[b"cache-control"]) == (200, b"ok", b"no-store")


def test_numbers_are_for_those_on_the_same_machine(monkeypatch):
    monkeypatch.setenv(budget.MEMORY, "100000")
    monkeypatch.setenv("SOME_SECRET", "qqsecret")
    status, _, body = asked("/readyz")
    told = json.loads(body)
    assert (status, told["ready"], told["version"]) == (200, True, __version__)
    assert told["budget_bytes"]["total"] == 100_000_000_000
    assert set(told) == {
        *("ready", "version", "sessions", "held_bytes", "process_bytes", "free_bytes", "budget_bytes", "idle_minutes")
    }
    assert b"qqsecret" not in body


@pytest.mark.parametrize(
    ("client", "headers"),
    [("192.0.2.7", {}), ("::ffff:192.0.2.7", {}), ("127.0.0.1", {"x_forwarded_for": "192.0.2.7"}), ("odd", {})],
)
def test_everybody_else_gets_yes_or_no(client, headers):
    status, _, body = asked("/readyz", client, **headers)
    assert (status, json.loads(body)) == (200, {"ready": True})


def test_without_room_for_a_file_it_is_not_ready(monkeypatch):
    monkeypatch.setattr(budget.ledger, "free", lambda: health.LEAST - 1)
    status, _, body = asked("/readyz", "192.0.2.7")
    assert (status, json.loads(body)) == (503, {"ready": False})
    assert asked("/healthz")[0] == 200


def test_the_server_keeps_its_log_to_our_lines():
    from pages.shared.launcher import server_config

    options = server_config("127.0.0.1", 8501, 50)
    assert logs.server_options().items() <= options.items()
    assert options["logger.messageFormat"] == "%(message)s"
