"""The few rules that keep the place of what comes late are in the page, and in nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import streamlit

from pages.shared.first_paint import STYLE, FirstPaint

PAGE = b"<html><head><title>x</title></head><body></body></html>"


def answered(body, kind=b"text/html; charset=utf-8", accept=b"text/html,*/*", method="GET", status=200):
    """What a browser gets, and what the app was asked."""
    sent, asked = [], []

    async def app(scope, receive, send):
        asked.append(scope)
        headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), (b"etag", b'"1"')]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body[:9], "more_body": True})
        await send({"type": "http.response.body", "body": body[9:]})

    async def send(message):
        sent.append(message)

    headers = [(b"accept", accept), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"1"')]
    asyncio.run(FirstPaint(app)({"type": "http", "method": method, "headers": headers}, None, send))
    return (
        dict(sent[0]["headers"]),
        b"".join(message.get("body", b"") for message in sent[1:]),
        dict(asked[0]["headers"]),
    )


def test_the_page_gets_the_rules_before_anything_is_drawn():
    headers, body, asked = answered(PAGE)
    assert body == PAGE.replace(b"</head>", STYLE + b"</head>")
    assert headers[b"content-length"] == b"%d" % len(body)
    assert b"etag" not in headers
    assert set(asked) == {b"accept"}


@pytest.mark.parametrize(
    "other",
    [{"kind": b"text/csv"}, {"accept": b"*/*"}, {"method": "HEAD"}, {"status": 404}],
    ids=["a download", "a script asks", "only headers", "not found"],
)
def test_nothing_else_is_touched(other):
    headers, body, _ = answered(PAGE, **other)
    assert body == PAGE
    assert headers[b"etag"] == b'"1"'


def test_streamlits_own_page_has_the_place_for_them():
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    assert index.read_bytes().count(b"</head>") == 1
