"""The place of what comes late: a few rules in the page itself, so that nothing jumps while it is drawn first.

Streamlit draws the page before its sidebar, which then pushes everything aside, and narrow before it hears that it is
to be wide; what stands in the sidebar before the menu above it; and the drop zone as a line that grows. Nothing that
the app sends could prevent that: all of it comes later than the first picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The width that Streamlit gives its sidebar at our size of letters, where it stands beside the page; once it is there,
# it stands between the two elements of the first rule. Then the width and the margins of a wide page, and a sidebar
# that shows nothing before its menu. Then the height of a drop zone with its label: at least that, and on wide screens
# exactly that, since it begins with two lines where it needs one, unless files are listed below it.
STYLE = b"""<style>
@media (min-width: 769px) { [data-testid=stSkipToContent] + div { margin-left: 281px } }
div[data-testid=stMainBlockContainer] { max-width: none }
@media (min-width: 864px) { div[data-testid=stMainBlockContainer] { padding-left: 5rem; padding-right: 5rem } }
[data-testid=stSidebarHeader] + [data-testid=stSidebarUserContent] { display: none }
[class*=st-key-upload-] { min-height: 6rem }
@media (min-width: 1200px) { [class*=st-key-upload-]:not(:has([data-testid=stFileChip])) { height: 6rem } }
</style>"""
HEAD = b"</head>"
# What would let a browser keep the page as another version of Streamlit had it, or is wrong once something is added.
UNTRUE = (b"etag", b"last-modified", b"content-length")


class FirstPaint:
    """ASGI middleware that adds :data:`STYLE` to the head of the one page that Streamlit serves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = dict(scope.get("headers", ()))
        if scope["type"] != "http" or scope.get("method") != "GET" or b"text/html" not in asked.get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        # A page of a few kilobytes, whole and plain: there is nothing to gain from less.
        kept = [(name, value) for name, value in scope["headers"] if name not in PARTIAL]
        await self.app({**scope, "headers": kept}, receive, _Rewritten(send))


PARTIAL = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


class _Rewritten:
    """Holds an answer back until it is whole if it is a page; anything else goes through as it comes."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self.start = message
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)
        else:
            await self.send(message)

    async def _finish(self, start: Message) -> None:
        body = self.body.replace(HEAD, STYLE + HEAD, 1)
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in UNTRUE]
        headers.append((b"content-length", str(len(body)).encode()))
        await self.send({**start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    kinds = [value for name, value in start.get("headers", []) if name.lower() == b"content-type"]
    return start["status"] == 200 and any(kind.startswith(b"text/html") for kind in kinds)
