"""Security headers on every response: what the page may load, from where, and who may frame it.

Labels from a file can ask a browser for a remote picture. The policy refuses that, and every script that is not ours:
nothing that is uploaded leaves the computer the dashboard runs on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",  # Streamlit's page has one inline script, for crawlers; the browser reports it and goes on
    "style-src": "'self' 'unsafe-inline'",  # the interface and plotly write style attributes
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' ws: wss:",  # not every browser counts web sockets as 'self'
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
}


class SecurityHeaders:
    """ASGI middleware that adds :data:`HEADERS` to every HTTP response.

    Written against ASGI itself: Starlette's own base class would hold streamed downloads back.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                theirs = [(name, value) for name, value in message.get("headers", []) if name.decode() not in HEADERS]
                message = {**message, "headers": theirs + ours}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
