"""A browser without a screen: speaks to a server as Streamlit's own page does, and waits as long as it would."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 180  # seconds without a word until the server counts as silent
COOKIE = "_streamlit_xsrf"
_ask = build_opener(ProxyHandler({})).open


@dataclass
class Waited:
    """Seconds from the message to the last chart, and to the end of the run."""

    whole: float
    chart: float | None = None


@dataclass
class Browser:
    """One visitor with a session of their own."""

    url: str
    widgets: dict[str, tuple[str, Any]] = field(default_factory=dict)  # kind and element, by key
    pages: dict[str, str] = field(default_factory=dict)  # the hash of each page, by its address
    errors: list[str] = field(default_factory=list)
    page: str = ""
    _session: str = ""
    _mark: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _line: ClientConnection | None = None

    async def open(self) -> Waited:
        """Ask for the start page."""
        self._mark = await asyncio.to_thread(_cookie, self.url)
        self._line = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=self.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"{COOKIE}={self._mark}"},
            max_size=None,
            proxy=None,
        )
        return await self.run()

    async def close(self) -> None:
        """Close the tab."""
        if self._line is not None:
            await self._line.close()

    # ------------------------------------------------------------------------------------------- what people do
    async def go(self, address: str) -> Waited:
        """Open a page from the menu."""
        self.page = self.pages[address]
        return await self.run()

    async def press(self, key: str) -> Waited:
        """Press a button."""
        return await self.run(WidgetState(id=self.widgets[key][1].id, trigger_value=True))

    async def slide(self, key: str, *values: str) -> Waited:
        """Move a slider to one or two of its values."""
        state = WidgetState(id=self.widgets[key][1].id)
        state.string_array_value.data.extend(values)
        self._states[state.id] = state
        return await self.run()

    async def upload(self, name: str, data: bytes) -> Waited:
        """Hand a file over."""
        uploader = next(one for kind, one in self.widgets.values() if kind == "file_uploader")
        places = await self._places(name)
        await asyncio.to_thread(_put, self.url + places.upload_url, name, data, self._mark)
        state = WidgetState(id=uploader.id)
        state.file_uploader_state_value.uploaded_file_info.add(
            name=name, size=len(data), file_id=places.file_id, file_urls=places
        )
        return await self.run(state)

    async def _places(self, name: str) -> FileURLs:
        asked = BackMsg()
        asked.file_urls_request.request_id = uuid.uuid4().hex
        asked.file_urls_request.session_id = self._session
        asked.file_urls_request.file_names.append(name)
        await self._send(asked)
        while True:
            message = await self._next()
            if message.WhichOneof("type") == "file_urls_response":
                return message.file_urls_response.file_urls[0]

    # ------------------------------------------------------------------------------------------------- messages
    async def run(self, *once: WidgetState) -> Waited:
        """Ask for a run of the page, and take everything that comes until it is over."""
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.widget_states.widgets.extend([*self._states.values(), *once])
        began, chart = time.perf_counter(), None
        await self._send(asked)
        while True:
            message = await self._next()
            kind = message.WhichOneof("type")
            if kind == "delta" and self._take(message):
                chart = time.perf_counter() - began
            elif kind == "new_session":
                self._begin(message)
            elif kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "script_finished" and self._is_over(message.script_finished):
                return Waited(time.perf_counter() - began, chart)

    def _begin(self, message: ForwardMsg) -> None:
        new = message.new_session
        self.page, self._session = new.page_script_hash, self._session or new.initialize.session_id
        if not message.metadata.run.fragment_ids:
            self.widgets = {}

    def _take(self, message: ForwardMsg) -> bool:
        """Keep a widget, note an error; whether it is a chart."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return False
        what = getattr(element, kind)
        if kind == "exception" or (kind == "markdown" and what.body.startswith(":material/report:")):
            self.errors.append(kind)
        parts = str(getattr(what, "id", "")).split("-", 2)  # $$ID, a digest, the key
        if len(parts) == 3:
            self.widgets[parts[2]] = (kind, what)
        return kind == "plotly_chart"

    def _is_over(self, status: int) -> bool:
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.errors.append("compile")
        return status != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    async def _send(self, message: BackMsg) -> None:
        assert self._line is not None
        await self._line.send(message.SerializeToString())

    async def _next(self) -> ForwardMsg:
        assert self._line is not None
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(self._line.recv(decode=False), PATIENCE))
        return message


def _cookie(url: str) -> str:
    with _ask(f"{url}/_stcore/health", timeout=PATIENCE) as answer:
        return str(answer.headers["Set-Cookie"]).split(";")[0].split("=", 1)[1]


def _put(url: str, name: str, data: bytes, mark: str) -> None:
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{head}Content-Type: text/csv\r\n\r\n".encode() + data + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "X-Xsrftoken": mark}
    headers["Cookie"] = f"{COOKIE}={mark}"
    with _ask(Request(url, body, headers, method="PUT"), timeout=PATIENCE) as answer:
        assert answer.status < 300, answer.status
