"""What every answer says to the browser: what may be loaded and run, from where, and by whom it may be framed."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re

import pytest

from pages.shared import headers
from pages.shared.headers import HEADERS, SecurityHeaders, policy


def answered(theirs, asked=((b"host", b"shop.example"),)):
    """What a browser gets of an answer with these headers."""

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": theirs})
        await send({"type": "http.response.body", "body": b"hello"})

    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(SecurityHeaders(app)({"type": "http", "headers": list(asked)}, None, send))
    assert sent[1] == {"type": "http.response.body", "body": b"hello"}
    return sent[0]["headers"]


def parts(host=""):
    """The parts of the policy by name."""
    return dict(part.split(" ", 1) for part in policy(host).split("; "))


def test_headers_are_added_once_to_every_answer_and_ours_hold():
    theirs = [(b"content-type", b"text/html"), (b"X-Frame-Options", b"SAMEORIGIN")]
    found = answered(theirs)
    assert {name.decode(): value.decode() for name, value in found} == {
        "content-type": "text/html",
        "content-security-policy": policy("shop.example"),
        **HEADERS,
    }
    assert len(found) == 2 + len(HEADERS)


def test_what_is_no_request_for_a_page_is_left_alone():
    seen = []

    async def app(scope, receive, send):
        seen.append((scope, receive, send))

    asyncio.run(SecurityHeaders(app)({"type": "websocket"}, "receive", "send"))
    assert seen == [({"type": "websocket"}, "receive", "send")]


def test_the_policy_lets_nothing_of_others_in_and_nobody_frame_us():
    allowed = parts()
    assert allowed.pop("default-src") == "'none'"
    closed = ("object-src", "frame-src", "frame-ancestors")
    assert {name: allowed.pop(name) for name in closed} == dict.fromkeys(closed, "'none'")
    own = {"'self'", "data:", "blob:", "'unsafe-inline'", *(f"'{digest}'" for digest in headers.own_scripts())}
    assert {name: words for name, words in allowed.items() if not set(words.split()) <= own} == {}
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"} & set(allowed["script-src"].split())


def test_the_one_script_of_the_page_is_known_by_its_digest():
    page = headers.PAGE.read_text(encoding="utf-8")
    scripts = [body for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL) if body]
    digests = {f"sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}" for one in scripts}
    assert digests == set(headers.own_scripts())
    assert not any(re.search("fetch|http", script) for script in scripts)


@pytest.mark.parametrize("host", ["shop.example", "127.0.0.1:8501", "[::1]:8501"])
def test_a_web_socket_to_the_same_host_is_let_through(host):
    assert parts(host)["connect-src"] == f"'self' ws://{host} wss://{host}"


@pytest.mark.parametrize("host", ["", "*", "a b", "a;script-src *", "a/b", "a'b", "a\r\nx: y", "é.example", "[evil]"])
def test_what_does_not_look_like_a_host_is_left_out(host):
    assert policy(host) == policy()
    assert b"\r" not in dict(answered([], [(b"host", host.encode("latin-1"))]))[b"content-security-policy"]


def test_the_rest_is_as_tight_as_it_can_be():
    assert HEADERS["x-content-type-options"] == "nosniff"
    assert HEADERS["referrer-policy"] == "same-origin"
    assert HEADERS["cross-origin-opener-policy"] == "same-origin"
    refused = HEADERS["permissions-policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "usb=()", "payment=()"} <= set(refused)
    assert all(part.endswith("=()") for part in refused)
