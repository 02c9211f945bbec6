"""The encodings before Unicode that a table may be in, and the languages that are written in them."""

from __future__ import annotations

from dataclasses import dataclass

from retention.languages import later, mark
from retention.reading.wording import kept_word

WESTERN = (
    "German",
    "French",
    "Spanish",
    "Portuguese",
    "Italian",
    "Dutch",
    "Swedish",
    "Danish or Norwegian",
    "Finnish",
    "Icelandic",
    "Catalan",
)
_CENTRAL = ("Polish", "Czech", "Slovak", "Hungarian", "Romanian", "Croatian", "Slovenian", "German")
_CYRILLIC = ("Russian", "Ukrainian", "Bulgarian", "Serbian")
_BALTIC = ("Lithuanian", "Latvian", "Estonian")
_CHINESE = ("Simplified Chinese", "Traditional Chinese")
_JAPANESE = ("Japanese",)


@dataclass(frozen=True)
class Encoding:
    """An encoding before Unicode, and how rare it is in files of today.

    Attributes
    ----------
    codec
        Python's name.
    script, code
        What is written in it, and what programs call it.
    languages
        Those whose words are tried.
    rare
        What is taken off its score.
    """

    codec: str
    script: str
    code: str
    languages: tuple[str, ...]
    rare: float = 0.0

    @property
    def words(self) -> str:
        """Its name: "Korean (CP949)"."""
        return named(self.script, self.code)


def named(script: str, code: str) -> str:
    """The name of an encoding: what is written in it, and what programs call it."""
    return later("{script} ({code})", script=kept_word(script), code=code)


# Of two that give the same text, the earlier one is named.
ENCODINGS = (
    Encoding("cp1252", mark("Western European"), "Windows-1252", WESTERN),
    Encoding("cp949", mark("Korean"), "CP949", ("Korean",)),
    Encoding("gb18030", mark("Chinese"), "GB18030", _CHINESE),
    Encoding("cp950", mark("Traditional Chinese"), "Big5", ("Traditional Chinese",)),
    Encoding("cp932", mark("Japanese"), "Shift-JIS", _JAPANESE),
    Encoding("cp874", mark("Thai"), "TIS-620, CP874", ("Thai",)),
    Encoding("cp1251", mark("Cyrillic"), "Windows-1251", _CYRILLIC),
    Encoding("cp1250", mark("Central European"), "Windows-1250", _CENTRAL, 0.5),
    Encoding("cp1253", mark("Greek"), "Windows-1253", ("Greek",)),
    Encoding("cp1254", mark("Turkish"), "Windows-1254", ("Turkish",), 0.5),
    Encoding("cp1255", mark("Hebrew"), "Windows-1255", ("Hebrew",)),
    Encoding("cp1256", mark("Arabic"), "Windows-1256", ("Arabic", "Persian")),
    Encoding("cp1257", mark("Baltic"), "Windows-1257", _BALTIC, 1),
    Encoding("cp1258", mark("Vietnamese"), "Windows-1258", ("Vietnamese",), 1),
    Encoding("euc_jp", mark("Japanese"), "EUC-JP", _JAPANESE, 1),
    Encoding("koi8_u", mark("Cyrillic"), "KOI8", _CYRILLIC, 2),
    Encoding("iso8859_15", mark("Western European"), "ISO 8859-15", WESTERN, 2),
    Encoding("iso8859_2", mark("Central European"), "ISO 8859-2", _CENTRAL, 2),
    Encoding("iso8859_7", mark("Greek"), "ISO 8859-7", ("Greek",), 2),
    Encoding("iso8859_5", mark("Cyrillic"), "ISO 8859-5", _CYRILLIC, 3),
    Encoding("iso8859_6", mark("Arabic"), "ISO 8859-6", ("Arabic",), 3),
    Encoding("cp866", mark("Cyrillic"), "DOS 866", _CYRILLIC, 3),
    Encoding("cp850", mark("Western European"), "DOS 850", WESTERN, 4),
    Encoding("cp437", mark("Western European"), "DOS 437", WESTERN, 5),
    Encoding("cp852", mark("Central European"), "DOS 852", _CENTRAL, 3),
    Encoding("mac_roman", mark("Western European"), "Macintosh", WESTERN, 5),
    Encoding("mac_cyrillic", mark("Cyrillic"), "Macintosh", _CYRILLIC, 4),
)
