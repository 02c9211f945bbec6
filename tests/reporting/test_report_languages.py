"""A report in another language: every word of it goes through the catalogues, and nobody is named by a translation."""

from __future__ import annotations

import html
import io
import json
import re
from gettext import NullTranslations

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

import retention as rt
from retention.languages import language, later, messages, use
from retention.reporting import Exhibit, Report, Section, Table, html_bytes, xlsx_bytes
from retention.reporting.phrases import stressed, told, unmarked
from retention.reporting.unnamed import unnamed
from retention.reporting.values import Bold, plain

HEADER = "Language: ko"  # what gettext gives for an empty message


class Bracketed(NullTranslations):
    """A language in which every sentence stands in brackets."""

    def gettext(self, message):
        return f"⟦{message}⟧" if message else HEADER

    def ngettext(self, msgid1, msgid2, n):
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context, message):
        return f"⟦{message}⟧"


@pytest.fixture
def brackets(monkeypatch):
    monkeypatch.setattr(messages, "catalogue", lambda code: Bracketed())


def said_in(monkeypatch, **translations):
    class Given(NullTranslations):
        def gettext(self, message):
            return translations.get(message.split()[0], message)

    monkeypatch.setattr(messages, "catalogue", lambda code: Given())


def outside(text):
    """What is left of a text without what stands in brackets."""
    while re.search("⟦[^⟦⟧]*⟧", text):
        text = re.sub("⟦[^⟦⟧]*⟧", "", text)
    return text


def own_texts(report):
    """Words that a report has from itself, not from the file."""
    yield from (report.title, *(name for name, _ in report.facts), *(text for pair in report.left_out for text in pair))
    for section in report.sections:
        yield from (section.title, section.findings_note, *section.how)
        yield from (plain(one) for one in (section.headline, *section.lines, *section.findings))
        yield from (text for one in section.numbers for text in (one.label, one.value, one.words))
        for one in section.exhibits:
            yield from (one.title, one.alt, *one.notes)
        for table in section.tables:
            yield from (table.title, *map(table.head, table.frame.columns))


# ----------------------------------------------------------------------------------------------- every word of it
def test_every_word_of_a_report_goes_through_the_catalogues(shop, contracts, answers, brackets):
    segment = rt.CohortSettings(segment="plan")
    for report in (
        rt.make_report(shop, answers=answers, language="ko"),
        rt.make_report(contracts, settings=segment, ids="plain", language="ko"),
    ):
        with use("ko"):  # tables of numbers and findings are named when they are asked for
            left = {text: outside(text) for text in own_texts(report)}
        names = {"shop_orders", "csv", "Starter", "Team", "Business"}  # of the files
        spoken = {text: set(re.findall(r"[A-Za-z]{3,}", rest)) - names for text, rest in left.items()}
        assert {text: words for text, words in spoken.items() if words} == {}


def test_the_page_and_the_workbook_speak_the_language_of_the_report(shop, brackets):
    report = rt.make_report(shop, sections=["churn", "data"], language="ko")
    assert language() == "en"
    page = html_bytes(report).decode()
    assert '<html lang="ko">' in page
    for words in ("Contents", "About this report", "How it was computed", "Retention report"):
        assert f"⟦{words}⟧" in page
    assert re.search("<summary>⟦The numbers as a table", page)
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    heads = [html.unescape(one) for one in re.findall(r'<th scope="col"[^>]*>([^<]*)<', body)]
    assert heads
    assert all(re.fullmatch("⟦.*⟧", one, re.IGNORECASE) for one in heads)
    found = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report)))
    assert found.sheetnames[:2] == ["⟦Report⟧", "⟦Retention and churn⟧"]
    assert {cell.value for cell in found.worksheets[1][1]} >= {"⟦Retention⟧", "⟦Complete⟧"}
    assert found.worksheets[1]["D2"].number_format == "#,##0"


def test_by_default_it_is_the_language_in_use(shop):
    with use("th"):
        assert rt.make_report(shop, sections=["data"]).language == "th"
    assert rt.make_report(shop, sections=["data"]).language == "en"


def test_numbers_and_tables_are_the_same_in_every_language(shop, shop_report, answers, brackets):
    other = rt.make_report(shop, answers=answers, language="ko")
    pairs = [
        (a, b)
        for one, two in zip(shop_report.sections, other.sections, strict=True)
        for a, b in zip(one.exhibits, two.exhibits, strict=True)
    ]
    assert pairs
    for english, korean in pairs:
        a, b = english.table.frame, korean.table.frame
        assert a.columns.equals(b.columns)
        assert english.table.kinds == korean.table.kinds
        for name in a.select_dtypes("number"):
            assert a[name].equals(b[name])


def test_columns_that_a_language_calls_alike_stay_apart(contracts, monkeypatch):
    class Alike(NullTranslations):
        def gettext(self, message):
            return "같다" if "{" not in message else message

        def ngettext(self, msgid1, msgid2, n):
            return self.gettext(msgid2)

    monkeypatch.setattr(messages, "catalogue", lambda code: Alike())
    report = rt.make_report(contracts, ids="plain", language="ko")
    assert html_bytes(report).decode().count(">같다</th>") > 50
    assert len(openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report))).sheetnames) > 10


def test_the_command_writes_in_a_language(tmp_path, monkeypatch, brackets, capsys):
    from retention import cli

    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text("customer,date\na,2026-01-05\nb,2026-01-09\na,2026-02-03\nc,2026-03-31\n")
    arguments = ["report", "orders.csv", "-o", "p.html", "--sections", "churn,data", "--language"]
    assert cli.main([*arguments, "ko"]) == 0
    assert '<html lang="ko">' in (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "100 %  ⟦Done⟧" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main([*arguments, "xx"])
    assert "th" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------- its letters
@pytest.mark.parametrize(("code", "first"), [("en", "KR"), ("ko", "KR"), ("zh", "SC")])
def test_letters_that_languages_share_have_the_forms_of_its_own(code, first):
    page = html_bytes(Report("", "", (), (), language=code)).decode()
    assert re.search(r"Noto Sans CJK (\w\w)", page)[1] == first
    assert "SCRIPTS" not in page
    assert f'<html lang="{"zh-Hans" if code == "zh" else code}">' in page


@pytest.mark.parametrize("title", ["코호트 " * 12, "留存率：按月？［全部］", "กลุ่มผู้ใช้ที่กลับมาซื้อซ้ำในเดือนถัดไป"])
def test_names_of_sheets_can_be_in_any_script(title):
    table = Table(title, pd.DataFrame({"a": [1]}))
    section = Section("data", "x", "y", exhibits=(Exhibit("x", table=table), Exhibit("x", table=table)))
    names = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(Report("", "", (section,), ())))).sheetnames
    assert len({name.lower() for name in names}) == 3
    assert all(len(name) <= 31 and not set("[]:*?/\\［］：＊？／＼") & set(name) for name in names)
    assert title.startswith(names[1][:3])


def test_a_thai_letter_keeps_its_marks_where_a_name_is_cut():
    title = "ก" * 30 + "ที่กลับมา"
    table = Table(title, pd.DataFrame({"a": [1]}))
    report = Report("", "", (Section("data", "x", "y", exhibits=(Exhibit("x", table=table),)),), ())
    assert openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report))).sheetnames[1] == "ก" * 30


# ------------------------------------------------------------------------------------------------------- sentences
def test_stresses_may_stand_anywhere_and_names_mark_nothing():
    assert stressed("**41** of 180, **22 %**") == (Bold("41"), " of 180, ", Bold("22 %"))
    said = stressed(f"Of 180, **41** did {unmarked('a**b**c')}.")
    assert [isinstance(part, Bold) for part in said] == [False, True, False]
    assert plain(said).replace("\N{WORD JOINER}", "") == "Of 180, 41 did a**b**c."


def test_nothing_is_said_as_nothing(brackets):
    with use("ko"):
        assert told("") == ""
        assert told("as it stands") == "⟦as it stands⟧"


@pytest.mark.parametrize(
    "translation",
    [
        "고객 '{name}'의 행이 가장 많습니다.",
        "고객 「{name}」의 행",
        "客户“{name}”",
        "«{name}»",
        "{name}의 행이 많습니다.",
    ],
)
def test_no_translation_names_anybody(monkeypatch, translation):
    source = type("Source", (), {"customer_ids": pa.array(["Ann Lee", "Bob"])})()
    said_in(monkeypatch, One=translation)
    kept = later("One customer, '{name}', has most rows.", name="Ann Lee")
    assert unnamed(kept, source) == "One customer, (not named here), has most rows."
    with use("ko"):
        assert "(not named here)" in unnamed(kept, source)
        assert "Ann" not in unnamed(kept, source)


def test_figures_are_data_in_any_language(shop, brackets):
    page = html_bytes(rt.make_report(shop, sections=["churn"], language="ko")).decode()
    held = json.loads(re.search(r'<script type="application/json" id="figures">(.*?)</script>', page, re.DOTALL)[1])
    assert len(held["figures"]) == 1
