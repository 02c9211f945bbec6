"""Uploads that there is no memory for are refused while they are still on the browser's side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.shared import budget, logs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

UPLOADS = "/_stcore/upload_file/"
COPIES = 2  # of an upload's bytes there are at its highest: the server's and the page's
NO_ROOM = 507


class UploadGuard:
    """ASGI middleware that answers 507 to an upload that would not fit, before its first byte is read.

    The size is what the browser says; the server itself counts along and stops at the upload limit.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        need = COPIES * _size(scope) if _is_upload(scope) else 0
        if not need:
            await self.app(scope, receive, send)
        elif not budget.ledger.promise(need):
            logs.tell("refused", error="UploadWithoutRoom", bytes=_size(scope))
            await send({"type": "http.response.start", "status": NO_ROOM, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
        else:
            try:
                await self.app(scope, receive, send)
            finally:
                budget.ledger.give_back(need)


def _is_upload(scope: Scope) -> bool:
    return scope["type"] == "http" and scope.get("method") == "PUT" and UPLOADS in scope.get("path", "")


def _size(scope: Scope) -> int:
    sizes = [value for name, value in scope.get("headers", ()) if name == b"content-length"]
    return int(sizes[0]) if sizes and sizes[0].isdigit() else 0
