"""Which column of a list says into which group somebody was put, and which group is the one held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import ReadError, UndecidedError
from retention.languages import later, mark, say, spoken
from retention.reading.questions import Choice, Question
from retention.reading.roles.columns import Column
from retention.reading.roles.words.spelling import key
from retention.reading.values.marks import NO, YES
from retention.reading.wording import rows, say_which

MOST_GROUPS = 12
NO_GROUP = mark('Say which column does, or add one called "group" that says "treated" or "holdout".')
WRONG_FIELDS = mark("wrong number of fields")
_GROUP = """group|groups|arm|arms|variant|variants|variation|version|versions|treatment group|test group|
experiment group|experiment arm|experiment variant|campaign group|assignment|assigned group|assigned|bucket|
cell|condition|branch|treated or holdout|ab group|a b group|ab test|ab variant|split|segment group|
cohort group|exposure|그룹|집단|실험군|실험그룹|실험 그룹|그룹명|구분|버전|변형|처리군|组|组别|分组|
實驗組別|组名|群组|群組|分組|實驗組|实验组|版本|變體|变体|组类型|群|グループ|グループ名|実験群|バージョン|
バリアント|パターン|割付|กลุ่ม|กลุ่มทดลอง|กลุ่มการทดลอง|เวอร์ชัน|รุ่น|gruppe|gruppen|variante|
versuchsgruppe|testgruppe|groupe|bras|grupo|grupos|versión|version del experimento|gruppo|variante del test|
groep|variant groep|grup|grupa|wariant|группа|вариант|версия|nhóm|nhom|phiên bản|kelompok|kumpulan|versi|
المجموعة|مجموعة|קבוצה|varyant|sürüm"""
_TREATED = """treated|treatment|contacted|exposed|test|is treated|is test|in test|received|mailed|sent|
targeted|is contacted|처리|처리여부|발송|발송여부|实验|处理|是否触达|触达|処置|送付|ส่งแล้ว|ได้รับ|
behandelt|traité|tratado|trattato|behandeld"""
_HELD = """holdout|hold out|held out|is holdout|in holdout|control|is control|in control|control group|
홀드아웃|대조군|대조군여부|对照组|对照|對照組|是否对照|対照群|対照|กลุ่มควบคุม|kontrollgruppe|groupe temoin|
temoin|grupo de control|grupo controle|gruppo di controllo|controlegroep|контрольная группа|контроль|
grupa kontrolna|kontrol grubu|nhóm đối chứng"""
_CONTROL = """holdout|hold out|held out|hold|holdout group|control|controls|control group|ctrl|ctl|
untreated|not treated|no treatment|not contacted|uncontacted|no contact|no message|no mail|no email|nothing|
none|baseline|unexposed|not sent|reserve|대조군|대조|대조 그룹|대조그룹|통제군|통제|통제집단|통제 그룹|
비교군|미처리|비처리|미발송|미노출|홀드아웃|对照组|对照|對照組|對照|控制组|控制組|留出组|空白组|空白對照|
未触达|未發送|未发送|対照群|対照|統制群|コントロール|コントロール群|非処置|未送付|ホールドアウト|
กลุ่มควบคุม|ควบคุม|ไม่ส่ง|ไม่ได้ส่ง|กลุ่มเปรียบเทียบ|kontrollgruppe|kontrolle|unbehandelt|nicht kontaktiert|
groupe témoin|témoin|contrôle|groupe contrôle|non traité|non contacté|grupo de control|grupo control|
sin contacto|no tratado|grupo controle|grupo de controle|controle|não tratado|gruppo di controllo|controllo|
non trattato|controlegroep|niet benaderd|grupa kontrolna|kontrolna|kontrola|контрольная группа|контрольная|
контроль|kontrol grubu|kontrol|nhóm đối chứng|đối chứng|kelompok kontrol|kumpulan kawalan|kawalan|
مجموعة التحكم|المجموعة الضابطة|الضابطة|ضابطة|ביקורת|קבוצת ביקורת"""


def _set(words: str) -> frozenset[str]:
    return frozenset(key(word) for word in words.replace("\n", "").split("|"))


GROUP, TREATED_HEADERS, HELD_HEADERS, CONTROL = (_set(words) for words in (_GROUP, _TREATED, _HELD, _CONTROL))


def group_column(columns: Sequence[Column], taken: Sequence[str | None], where: str, todo: str = NO_GROUP) -> str:
    """The column of groups: by its header, else the one in which a group is called what a control group is called.

    Raises
    ------
    ReadError
        If there is none.
    """
    free = [column for column in columns if column.name not in taken and 0 < column.distinct <= MOST_GROUPS]
    for headers in (GROUP, TREATED_HEADERS | HELD_HEADERS):
        found = [column for column in free if key(column.name) in headers]
        if found:
            return found[0].name
    telling = [column for column in free if any(key(value) in CONTROL for value, _ in column.values)]
    if len(telling) == 1:
        return telling[0].name
    names = ", ".join(column.name for column in columns[:20])
    raise ReadError(
        say("No column says which group each is in. The file has: {columns}.", columns=names),
        where=where,
        todo=say(todo),
    )


def one_spelling(
    codes: NDArray[Any], labels: tuple[str, ...], asked: Sequence[str | None]
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Groups whose names differ in case and blanks alone are one, under the name asked for or the most frequent one.

    A list kept by hand holds "holdout" and "Holdout": taken for two groups, those of the second would count as treated.

    Examples
    --------
    >>> one_spelling(np.array([0, 1, 2, 1, -1]), ("Holdout", "holdout", "treated"), [None])
    (array([ 0,  0,  1,  0, -1]), ('holdout', 'treated'))
    """
    rows = np.bincount(codes[codes >= 0], minlength=len(labels)).tolist()
    shown: dict[str, str] = {}
    for label, _ in sorted(zip(labels, rows, strict=True), key=lambda pair: (pair[0] not in asked, -pair[1])):
        shown.setdefault(_folded(label), label)
    names = tuple(dict.fromkeys(shown[_folded(label)] for label in labels))
    place = np.array([names.index(shown[_folded(label)]) for label in labels] + [-1], np.int64)
    return place[codes], names


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def control_among(labels: Sequence[str], header: str) -> str | None:
    """The control group among the labels of a column; None where nothing says which it is.

    Examples
    --------
    >>> control_among(["holdout", "treated"], "group"), control_among(["0", "1"], "treated")
    ('holdout', '0')
    >>> control_among(["대조군", "실험군"], "그룹"), control_among(["A", "B"], "group")
    ('대조군', None)
    """
    found = [label for label in labels if key(label) in CONTROL]
    if len(found) == 1:
        return found[0]
    yes = [label for label in labels if label.casefold() in YES]
    no = [label for label in labels if label.casefold() in NO]
    if len(labels) == 2 and len(yes) == len(no) == 1:
        if key(header) in HELD_HEADERS:
            return yes[0]
        if key(header) in TREATED_HEADERS:
            return no[0]
    return None


def ask_for_control(labels: Mapping[str, int], header: str, where: str) -> UndecidedError:
    """The error with the question which group was held out."""
    choices = tuple(Choice(label, label, (), rows(n)) for label, n in labels.items())
    text = later(
        "Which group in the column '{column}' was left alone, so that the others are compared with it?", column=header
    )
    return UndecidedError(
        spoken(text),
        where=where,
        todo=say_which("control", [choice.value for choice in choices[:4]]),
        questions=(Question("control", text, choices, choices[0].value),),
    )
