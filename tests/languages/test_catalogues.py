"""The catalogues: nothing missing, nothing broken, and the field's terms as the glossary has them."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from retention.languages import LANGUAGES, many, messages, say, use
from retention.languages.catalogue import FOLDER, path_of

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [code for code in LANGUAGES if code != "en"]
GLOSSARY = tomllib.loads((FOLDER.parent / "glossary.toml").read_text(encoding="utf-8"))
SCRIPTS = {"ko": "[가-힣]", "zh": "[一-鿿]", "th": "[ก-๙]"}
# Words that each of the languages writes in Latin letters.
LATIN = re.compile(r"^[\W\d_]*((CSV|XLSX|PDF|PNG|SVG|HTML|JSON|NPS|CAC|LTV|URL|UTC|RFM|SQL|n|p|Q|x|GRR|NRR)[\W\d_]*)*$")


def catalogue(code):
    with path_of(code).open("rb") as lines:
        return read_po(lines)


def forms(message):
    return (message.id,) if isinstance(message.id, str) else message.id


def said(message):
    """What each form is in the other language."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def names(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def wrong(code, fault):
    """Every message of a language with a fault, with its translation."""
    return [(message.id, message.string) for message in catalogue(code) if message.id and fault(message)]


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_of_the_code_is_in_the_catalogue_and_no_other(code, template):
    held = {(message.id, message.context) for message in catalogue(code)}
    asked = {(message.id, message.context) for message in template}
    assert sorted(map(str, asked - held)) == [], "run `make messages`, and translate what is new"
    assert sorted(map(str, held - asked)) == [], "run `make messages`"


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_untranslated(code):
    assert wrong(code, lambda message: message.fuzzy or not all(said(message))) == []


@pytest.mark.parametrize("code", OTHERS)
def test_translations_are_in_their_own_script(code):
    """Formulas and names of formats are the same everywhere; a sentence is not."""

    def foreign(message):
        bare = re.sub(r"\{\w+\}|`[^`]*`|:[\w/-]+:|<\w+>", "", forms(message)[-1])
        alike = said(message)[0] == forms(message)[0]
        return alike and not LATIN.match(bare) and not re.search("[=/×+]| - |^[A-Z]", bare)

    assert wrong(code, foreign) == []


@pytest.mark.parametrize("code", OTHERS)
def test_placeholders_match(code):
    """A value that is left out, or asked for and not there, would be a hole in a sentence."""

    def unlike(message):
        asked = set.union(*(names(form) for form in forms(message)))
        return any(names(text) - asked or (asked - {"n"}) - names(text) for text in said(message))

    assert wrong(code, unlike) == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_number_stands_in_every_counted_sentence(code):
    assert wrong(code, lambda m: "n" in names(forms(m)[-1]) and any("n" not in names(text) for text in said(m))) == []


@pytest.mark.parametrize("code", OTHERS)
def test_marks_of_markdown_and_ends_of_lines_match(code):
    def unlike(message):
        return any(
            (text.count(mark) != forms(message)[-1].count(mark))
            for text in said(message)
            for mark in ("**", "`", "\n", ":material/", ":blue[")
        )

    assert wrong(code, unlike) == []


@pytest.mark.parametrize("code", OTHERS)
def test_bold_ends_where_markdown_lets_it_end(code):
    """A closing mark after punctuation needs a blank or punctuation behind it, and scripts without blanks have none."""

    def stuck(message):
        # Every second mark closes.
        for text in said(message):
            ends = [m for i, m in enumerate(re.finditer(r"\*\*", text)) if i % 2]
            for end in ends:
                before, behind = text[: end.start()][-1:], text[end.end() :][:1]
                if (before in "}%)」”\"'.!?" or not before.isalnum()) and behind and (behind.isalnum()):
                    return True
        return False

    assert wrong(code, stuck) == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_tilde_strikes_words_out(code):
    """Markdown strikes out what stands between two of them; ranges have a dash."""
    assert wrong(code, lambda message: "~" in "".join(said(message))) == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_terms_of_the_glossary_are_used(code):
    faults = []
    for message in catalogue(code):
        english = re.sub(r"\{\w+\}", "", forms(message)[-1]) if message.id else ""
        for term in sorted(GLOSSARY, key=len, reverse=True):  # a term within a longer one belongs to that
            found = re.compile(rf"(?i)\b{term}s?\b")
            if found.search(english) and not any(form in said(message)[0] for form in GLOSSARY[term][code]):
                faults.append((term, message.id, message.string))
            english = found.sub(" ", english)
    assert faults == []


def test_every_term_has_all_languages():
    assert {term: sorted(forms) for term, forms in GLOSSARY.items()} == dict.fromkeys(GLOSSARY, sorted(OTHERS))


@pytest.mark.parametrize(
    ("code", "one", "several"), [("ko", "1개월", "3개월"), ("zh", "1 个月", "3 个月"), ("th", "1 เดือน", "3 เดือน")]
)
def test_numbers_with_nouns(code, one, several):
    with use(code):
        assert (many("{n} month", "{n} months", 1), many("{n} month", "{n} months", 3)) == (one, several)


def test_a_translation_that_asks_for_too_much_gives_way_to_english(monkeypatch):
    class Broken:
        def gettext(self, message):
            return "{nothing} 없음"

    monkeypatch.setattr(messages, "catalogue", lambda code: Broken())
    with use("ko"):
        assert say("{k} came back.", k=3) == "3 came back."


@pytest.fixture(scope="module")
def tables_of_words():
    return list(found_tables())


def found_tables():
    """Every table of labels in the code: they become names of columns and choices, which must stay apart."""
    for folder in ("pages", "retention"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Dict | ast.Tuple):
                    continue
                values = node.values if isinstance(node, ast.Dict) else node.elts
                labels = [
                    one.args[0].value
                    for one in values
                    if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "mark" and len(one.args) == 1
                ]
                labels = [label for label in labels if "{" not in label and not label.endswith(".")]
                if len(labels) > 1:
                    yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", sorted(set(labels))


@pytest.mark.parametrize("code", OTHERS)
def test_labels_of_one_table_stay_apart(code, tables_of_words):
    alike = {}
    with use(code):
        for place, labels in tables_of_words:
            said_of = {label: say(label) for label in labels}
            same = [label for label in labels if list(said_of.values()).count(said_of[label]) > 1]
            if same:
                alike[place] = {label: said_of[label] for label in same}
    assert alike == {}
