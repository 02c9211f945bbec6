"""Serves the app: address, port, headers, and the first link that a fresh server is asked for."""

from __future__ import annotations

import errno
import ipaddress
import os
import platform
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from pages.shared import logs, sessions, view_store
from pages.shared.budget import Budget
from pages.shared.first_paint import FirstPaint
from pages.shared.headers import SecurityHeaders
from pages.shared.health import ROUTES
from pages.shared.saved_views import LOCAL_VARIABLE
from pages.shared.upload_guard import UploadGuard
from retention import __version__
from retention.errors import RetentionError
from retention.writing import remove_folders, remove_unfinished

FIRST_PORT = 8501
PORTS_TRIED = 20
SECONDS_TO_START = 30
MIDDLEWARE = [Middleware(part) for part in (SecurityHeaders, FirstPaint, UploadGuard)]


def serve(
    app: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    max_upload_mb: int = 1024,
    open_browser: bool | None = None,
) -> None:
    """Serve ``app`` until it is interrupted.

    Parameters
    ----------
    app
        The entry script; its folder holds ``pages/`` and ``.streamlit/config.toml``.
    host
        Address to listen on. The default is reachable from this computer only.
    port
        Port to listen on; 0 takes any free one, None the first free one from 8501.
    max_upload_mb
        Largest upload in megabytes.
    open_browser
        Whether to open a browser; None does so where there is a screen.

    Raises
    ------
    RetentionError
        If the address or the port cannot be used.
    """
    keep_frame_on_first_link()
    remove_folders()
    remove_unfinished(view_store.place())
    port = choose_port(host, port)
    show = has_screen() if open_browser is None else open_browser
    # Streamlit looks for .streamlit/config.toml beside the program's own name, which is the installed command.
    sys.argv = [str(app)]
    os.environ[LOCAL_VARIABLE] = "1" if _is_local(host) else "0"
    logs.cover_libraries()
    _tell_start(port, max_upload_mb)
    threading.Thread(target=_announce, args=(host, port, show), daemon=True).start()
    with suppress(KeyboardInterrupt):
        st.App(app, middleware=MIDDLEWARE, lifespan=sessions.watched, routes=ROUTES).run(
            config=server_config(host, port, max_upload_mb)
        )


def _tell_start(port: int, max_upload_mb: int) -> None:
    """The version and the settings that bound what may happen; neither an address nor a file."""
    now = Budget.now()
    bounds = {"memory_bytes": now.total, "session_bytes": now.session, "idle_minutes": now.idle_minutes}
    used = {"python": platform.python_version(), "streamlit": st.__version__}
    for_many = os.environ[LOCAL_VARIABLE] == "0"
    logs.tell("start", version=__version__, port=port, for_many=for_many, upload_mb=max_upload_mb, **bounds, **used)


def server_config(host: str, port: int, max_upload_mb: int) -> dict[str, Any]:
    """Settings that hold however the app is started; the look and the rest stand in ``.streamlit/config.toml``."""
    return {
        "server.address": host,
        "server.port": port,
        "server.maxUploadSize": max_upload_mb,
        # Sessions are closed before Streamlit would forget them, which it does only when the next one comes.
        "server.disconnectedSessionTTL": int(60 * Budget.now().idle_minutes) + sessions.GRACE,
        "server.headless": True,  # the browser is opened here, once the server answers
        "server.showEmailPrompt": False,
        "global.disableWidgetStateDuplicationWarning": True,  # settings come from a link as well as from defaults
        "server.fileWatcherType": "none",  # for those who change the code there is `streamlit run app.py`
        "server.enableStaticServing": False,
        "browser.gatherUsageStats": False,
        "logger.hideWelcomeMessage": True,
        **logs.server_options(),
    }


def keep_frame_on_first_link() -> bool:
    """Switch Streamlit's older handling of ``pages/`` off before the first visitor comes.

    A folder of that name makes a fresh server run the first linked page without ``app.py``, or say "Page not found"
    over it, until some visitor has called ``st.navigation``. The switch is a class attribute without a public name:
    a new pages manager sets it from the folder only where it is still None.

    Returns
    -------
    bool
        False, with a line on stderr, if this Streamlit has no such switch.
    """
    with suppress(ImportError):
        from streamlit.runtime.pages_manager import PagesManager

        if hasattr(PagesManager, "uses_pages_directory"):
            PagesManager.uses_pages_directory = False
            return True
    sys.stderr.write(
        f"Streamlit {st.__version__} arranges pages in another way than this version was written for. If the first "
        'link after a start shows "Page not found", open the start page once; a Streamlit 1.67 is sure to work.\n'
    )
    return False


def choose_port(host: str, wanted: int | None) -> int:
    """Give a port that is free now: the wanted one, or the first free one from 8501.

    Raises
    ------
    RetentionError
        If the address is not this computer's, or the port is taken or not allowed.
    """
    if wanted is not None:
        return _bound(host, wanted)
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with suppress(PortTakenError):
            return _bound(host, port)
    return _bound(host, 0)


class PortTakenError(RetentionError):
    """Another program listens on the port."""


def _bound(host: str, port: int) -> int:
    """The port that a socket can be bound to; the number itself unless it is 0."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name != "nt":  # there it would let two programs share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise _port_error(host, port, error) from error


def _port_error(host: str, port: int, error: OSError) -> RetentionError:
    if error.errno == errno.EADDRINUSE:
        return PortTakenError(
            f"Port {port} is already in use.",
            where="--port",
            todo="End the program that uses it, or leave the port out and a free one is taken.",
        )
    if error.errno == errno.EACCES:
        return RetentionError(
            f"Port {port} is not open to this user.", where="--port", todo="Choose one above 1023, for example 8501."
        )
    return RetentionError(
        f"'{host}' is not an address of this computer.",
        where="--host",
        todo="Use 127.0.0.1 for this computer only, or 0.0.0.0 for everybody who can reach it.",
    )


def has_screen() -> bool:
    """Whether a browser would be seen: always on macOS and Windows, elsewhere where a display is named."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(named) or sys.platform == "darwin" or os.name == "nt"


def _is_local(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def address_to_open(host: str, port: int) -> str:
    """The address that a browser on this computer opens."""
    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _announce(host: str, port: int, show: bool) -> None:
    """Say where the dashboard is, and open it, as soon as it answers."""
    url = address_to_open(host, port)
    if not _answers(url):
        return
    sys.stdout.write(f"The dashboard is open at {url} (Ctrl+C ends it).\n")
    if not _is_local(host):
        sys.stdout.write("Everybody who can reach this computer can open it: there is no log-in.\n")
    sys.stdout.flush()
    if show:
        webbrowser.open(url)


def _answers(url: str) -> bool:
    from urllib.error import URLError
    from urllib.request import ProxyHandler, build_opener

    ask = build_opener(ProxyHandler({}))  # a proxy of the user's does not know this computer's ports
    pause = threading.Event()
    for _ in range(SECONDS_TO_START * 20):
        with suppress(URLError, OSError):
            return bool(ask.open(f"{url}/_stcore/health", timeout=5).read() == b"ok")
        pause.wait(0.05)
    return False
