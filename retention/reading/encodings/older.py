"""The encodings before Unicode that a table may be in, and the languages that are written in them."""

from __future__ import annotations

from dataclasses import dataclass

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
    """An encoding before Unicode: Python's name, its name in words, its languages, and how rare it is in such files."""

    codec: str
    words: str
    languages: tuple[str, ...]
    rare: float = 0.0


# Of two that give the same text, the earlier one is named.
ENCODINGS = (
    Encoding("cp1252", "Western European (Windows-1252)", WESTERN),
    Encoding("cp949", "Korean (CP949)", ("Korean",)),
    Encoding("gb18030", "Chinese (GB18030)", _CHINESE),
    Encoding("cp950", "Traditional Chinese (Big5)", ("Traditional Chinese",)),
    Encoding("cp932", "Japanese (Shift-JIS)", _JAPANESE),
    Encoding("cp874", "Thai (TIS-620, CP874)", ("Thai",)),
    Encoding("cp1251", "Cyrillic (Windows-1251)", _CYRILLIC),
    Encoding("cp1250", "Central European (Windows-1250)", _CENTRAL, 0.5),
    Encoding("cp1253", "Greek (Windows-1253)", ("Greek",)),
    Encoding("cp1254", "Turkish (Windows-1254)", ("Turkish",), 0.5),
    Encoding("cp1255", "Hebrew (Windows-1255)", ("Hebrew",)),
    Encoding("cp1256", "Arabic (Windows-1256)", ("Arabic", "Persian")),
    Encoding("cp1257", "Baltic (Windows-1257)", _BALTIC, 1),
    Encoding("cp1258", "Vietnamese (Windows-1258)", ("Vietnamese",), 1),
    Encoding("euc_jp", "Japanese (EUC-JP)", _JAPANESE, 1),
    Encoding("koi8_u", "Cyrillic (KOI8)", _CYRILLIC, 2),
    Encoding("iso8859_15", "Western European (ISO 8859-15)", WESTERN, 2),
    Encoding("iso8859_2", "Central European (ISO 8859-2)", _CENTRAL, 2),
    Encoding("iso8859_7", "Greek (ISO 8859-7)", ("Greek",), 2),
    Encoding("iso8859_5", "Cyrillic (ISO 8859-5)", _CYRILLIC, 3),
    Encoding("iso8859_6", "Arabic (ISO 8859-6)", ("Arabic",), 3),
    Encoding("cp866", "Cyrillic (DOS 866)", _CYRILLIC, 3),
    Encoding("cp850", "Western European (DOS 850)", WESTERN, 4),
    Encoding("cp437", "Western European (DOS 437)", WESTERN, 5),
    Encoding("cp852", "Central European (DOS 852)", _CENTRAL, 3),
    Encoding("mac_roman", "Western European (Macintosh)", WESTERN, 5),
    Encoding("mac_cyrillic", "Cyrillic (Macintosh)", _CYRILLIC, 4),
)
