"""Security headers on every response: what the page may load, from where, and who may frame it.

Labels from a file can ask a browser for a remote picture. The policy refuses that, and every script that is not ours:
nothing that is uploaded leaves the computer the dashboard runs on.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # the interface and plotly write style attributes
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "media-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# Of a device, what a table of customers never needs; the clipboard is what "Copy" needs.
REFUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "usb"),
    "xr-spatial-tracking",
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": ", ".join(f"{name}=()" for name in REFUSED),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
}
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


def policy(host: str = "") -> str:
    """The content security policy, for a page that was asked for at this host.

    Not every browser counts a web socket to the same host as ``'self'``, so that it is named; what a request calls
    its host is somebody else's text, and left out where it does not look like one.

    Examples
    --------
    >>> "connect-src 'self' ws://shop.example:8501 wss://shop.example:8501;" in policy("shop.example:8501")
    True
    >>> "evil" in policy("evil; script-src *")
    False
    """
    named = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    more = {"script-src": "".join(f" '{digest}'" for digest in own_scripts()), "connect-src": named}
    return "; ".join(f"{name} {value}{more.get(name, '')}" for name, value in POLICY.items())


@cache
def own_scripts() -> tuple[str, ...]:
    """Digests of the scripts that stand in Streamlit's own page, which no other text has."""
    written = re.findall(r"<script>(.*?)</script>", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return tuple(f"sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}" for one in written)


class SecurityHeaders:
    """ASGI middleware that adds :data:`HEADERS` and the policy to every HTTP response.

    Written against ASGI itself: Starlette's own base class would hold streamed downloads back.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = dict(scope.get("headers", ())).get(b"host", b"").decode("latin-1")
        added = {**HEADERS, "content-security-policy": policy(host)}
        ours = [(name.encode(), value.encode()) for name, value in added.items()]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                theirs = [pair for pair in message.get("headers", []) if pair[0].decode("latin-1").lower() not in added]
                message = {**message, "headers": theirs + ours}
            await send(message)

        await self.app(scope, receive, send_with_headers)
