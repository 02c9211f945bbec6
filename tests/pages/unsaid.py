"""What a page shows without having said it: found by a language in which every message stands in brackets."""

from __future__ import annotations

import calendar
import json
import re
from gettext import NullTranslations

from google.protobuf.json_format import MessageToDict

CODE = "xx"
# What people read in an element, by the names of the fields that hold it.
READ = {"label", "help", "body", "placeholder", "options", "captions", "caption", "text", "content", "title"}
READ_OF_CHARTS = {"text", "hovertemplate", "hovertext", "texttemplate", "ticktext", "label", "title"}
_MARKUP = re.compile(r"<[^>]*>|:material/\w+:|:\w+(-\w+)?\[|%\{[^}]*\}|&\w+;|https?:\S+")
_CODE = re.compile(r"`[^`⟦⟧]*`")  # names of options and files
_WORD = re.compile(r"[^\W\d_]{2,}")
# Names that are the same in every language, and of the months, which come from elsewhere.
EVERYWHERE = {"Brackets", *calendar.month_abbr, *calendar.month_name} | set(
    re.findall(
        r"\w+",
        "NPS CSV XLSX HTML PNG SVG PDF JSON CAC LTV RFM UTC Mixpanel Amplitude Heap PostHog Excel Python Streamlit "
        "Parquet GB MB kB GA CE CN CS BG NBD Gamma sBG and or English 한국어 简体中文 ไทย",
    )
)


class Bracketed(NullTranslations):
    """Every message in brackets, its values left outside of them."""

    def gettext(self, message):
        return bracketed(message)

    def ngettext(self, one, several, n):
        return bracketed(one if n == 1 else several)

    def pgettext(self, context, message):
        return bracketed(message)


def bracketed(message):
    """Brackets around the words of a message, but not around the places of its values."""
    parts = re.split(r"(\{\w*\})", message)
    return "".join(part if i % 2 or not part.strip() else f"⟦{part}⟧" for i, part in enumerate(parts))


def speak_in_brackets(monkeypatch):
    """Make the language of brackets one of ours."""
    from retention.languages import choice, messages

    monkeypatch.setitem(choice.LANGUAGES, CODE, "Brackets")
    monkeypatch.setattr(messages, "catalogue", lambda code: Bracketed())


def unsaid(text, known):
    """Words outside of all brackets that are not in ``known``; half a bracket is of a sentence drawn in parts."""
    text = _CODE.sub(" ", _MARKUP.sub(" ", text))
    if text.count("⟧") > text.count("⟦"):
        text = "⟦" + text
    outside, depth = [], 0
    for letter in text:
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        outside.append(" " if depth or letter == "⟧" else letter)
    # Long text of the file is cut, maybe within a word.
    return [word for word in _WORD.findall("".join(outside)) if not any(one.startswith(word) for one in known)]


def unsaid_on(app, known):
    """Every text of a page with words that were not said, as (what shows it, text, words)."""
    found = []
    for what, text in texts_of(app):
        words = unsaid(text, known | EVERYWHERE)
        if words:
            found.append((what, text[:160], words[:8]))
    return found


def texts_of(app):
    """Everything that can be read on a page: elements, widgets, charts with their hover texts."""
    for element in app.at:
        proto = getattr(element, "proto", None)
        if element.type == "plotly_chart":
            spec = json.loads(proto.spec)
            yield from ((f"chart.{name}", text) for name, text in _read(spec, READ_OF_CHARTS))
            if spec["layout"].get("showlegend"):
                yield from (("chart.legend", str(trace.get("name", ""))) for trace in spec["data"])
        elif proto is not None and element.type not in ("arrow_data_frame", "session_state"):
            as_dict = proto if isinstance(proto, dict) else MessageToDict(proto)
            yield from ((f"{element.type}.{name}", text) for name, text in _read(as_dict, READ))
        if element.type == "arrow_data_frame":
            yield from (("table.column", str(name)) for name in element.value.columns)


def _read(value, names, name=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _read(inner, names, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _read(inner, names, name)
    elif isinstance(value, str) and name in names:
        yield name, value
