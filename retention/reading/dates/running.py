"""What is written instead of an end date where something still runs, in lower case."""

from __future__ import annotations

_WORDS = """present|current|currently|ongoing|on-going|on going|active|open|open-ended|open ended|running|now|today|
never|forever|unlimited|indefinite|no end|no end date|until further notice|still active|continuing|infinite|infinity|
0|tbd|현재|현재까지|진행중|진행 중|이용중|이용 중|사용중|유지|유지중|무기한|계속|활성|至今|现在|現在|进行中|
進行中|无限期|無限期|永久|长期|長期|使用中|生效中|有效|継続中|継続|利用中|無期限|契約中|ปัจจุบัน|ไม่มีกำหนด|
ใช้งานอยู่|laufend|aktuell|aktiv|offen|unbefristet|heute|bis heute|en cours|actuel|actuelle|actif|aujourd'hui|
indéterminé|actual|actualidad|presente|activo|activa|vigente|en curso|indefinido|hoy|attuale|attivo|in corso|
oggi|atual|ativo|ativa|em andamento|lopend|actief|heden|действует|по настоящее время|активен|активна|
настоящее время|бессрочно|hiện tại|hiện nay|đang hoạt động|đang sử dụng|sekarang|saat ini|aktif|devam ediyor|
حتى الآن|نشط|مستمر|trwa|obecnie|nadal|aktywna|aktywny"""
RUNS = frozenset(_WORDS.replace("\n", "").split("|"))
