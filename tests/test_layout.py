"""The architecture, proved: who may import whom, what an import costs, where pages lie, what the documents name."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import retention

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = sorted((ROOT / "retention").rglob("*.py"))
# From the ground up: a part imports only from parts before it. ``cli`` and the package itself may name everything.
GROUND = [
    *("errors", "periods", "settings", "counts", "engine", "mapping", "report", "events", "tenures", "subscriptions"),
    *("sql", "answers", "campaigns", "experiments"),
    *("building", "reading"),
]
EVERYWHERE = {"languages", "writing"}  # what everybody says, and how everybody writes files: both name nobody
# Parts beside that line, and all that each may name.
BESIDE = {
    "intervals": {"errors"},
    "stages": set(),
    "spreadsheets": set(),
    "annotations": {"errors", "spreadsheets"},
    "results": {"errors", "periods", "settings", "counts", "intervals"},
    "cohort_tables": {"errors", "settings", "reading", "results"},
    "metrics": {"errors", "periods", "settings", "counts", "intervals", "results", "models", "stages"},
    "strategies": {"errors", "periods", "settings", "counts", "intervals", "results", "stages", "metrics", "models"},
    "presets": {"errors", "settings"},
    "benchmarks": {"errors", "settings", "spreadsheets"},
    "findings": {"errors", "periods", "settings", "counts", "intervals", "results", "metrics"},
    "models": {"errors", "counts", "intervals", "results"},
    "charts": {"errors", "periods", "settings", "intervals", "results", "stages", "annotations"},
    "export": {
        *("errors", "periods", "settings", "counts", "intervals", "results", "charts", "stages"),
        *("annotations", "spreadsheets", "recipes"),
    },
    "recipes": {"errors", "settings", "metrics"},
    "bundles": {"errors", "mapping", "report", "annotations", "recipes", "export", "bundle_words"},
    "bundle_words": set(),
    "reporting": {
        *("errors", "periods", "settings", "intervals", "results", "stages", "annotations", "metrics", "models"),
        *("findings", "charts", "export", "reading"),
    },
}
HEAVY = {"streamlit", "duckdb", "ibis", "pyspark"}


def part_of(path):
    """``retention/metrics/cohorts.py`` belongs to ``metrics``, ``retention/periods.py`` to ``periods``.

    ``retention/engine/sql`` is a part of its own: it holds a source too, which stands beside that of files.
    """
    parts = path.relative_to(ROOT / "retention").parts
    return "sql" if parts[:2] == ("engine", "sql") else parts[0].removesuffix(".py")


def imports(path, *, inside_functions=True):
    """Modules that a file names in import statements, as (line, dotted name); not those for type checkers only."""
    found = []

    def walk(node):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.FunctionDef) and not inside_functions:
            return
        if isinstance(node, ast.Import):
            found.extend((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            found.extend((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        for child in ast.iter_child_nodes(node):
            walk(child)

    walk(ast.parse(path.read_text(encoding="utf-8")))
    return found


def named_parts(path, **options):
    """Parts of the library that a file imports from, apart from its own."""
    names = [(line, name.split(".")) for line, name in imports(path, **options)]
    return {(line, name[1]) for line, name in names if name[0] == "retention" and len(name) > 1} - {
        (line, part_of(path)) for line, _ in names
    }


def offences(path, allowed, **options):
    where = path.relative_to(ROOT).as_posix()
    return [
        f"{where}:{line} imports {part}"
        for line, part in sorted(named_parts(path, **options))
        if part not in allowed | EVERYWHERE
    ]


# ------------------------------------------------------------------------------------------------- imports
def test_every_part_of_the_library_has_its_place():
    parts = {part_of(path) for path in LIBRARY} - {"__init__", "cli"}
    assert parts - set(GROUND) - set(BESIDE) - EVERYWHERE == set(), (
        "name it in GROUND or BESIDE, with what it may import"
    )


def test_imports_go_one_way_from_reading_down_to_errors():
    below = {part: {*GROUND[:i], "intervals"} for i, part in enumerate(GROUND)}
    assert [line for p in LIBRARY if part_of(p) in GROUND for line in offences(p, below[part_of(p)])] == []


def test_events_name_their_engine_only_when_they_are_asked():
    events = ROOT / "retention" / "events.py"
    assert "engine" not in {part for _, part in named_parts(events, inside_functions=False)}


@pytest.mark.parametrize("part", sorted(BESIDE))
def test_parts_beside_the_line_name_only_what_they_need(part):
    assert [line for path in LIBRARY if part_of(path) == part for line in offences(path, BESIDE[part])] == []


def test_words_name_nobody():
    assert [line for p in LIBRARY if part_of(p) in EVERYWHERE for line in offences(p, set())] == []


def test_the_library_never_imports_streamlit():
    assert [
        f"{path.relative_to(ROOT)}:{line}"
        for path in LIBRARY
        for line, name in imports(path)
        if name.split(".")[0] == "streamlit"
    ] == []


def test_only_two_modules_touch_the_session():
    """A page that writes there by itself is a second truth about what is loaded and chosen."""
    pages = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py")]
    touching = {p.relative_to(ROOT).as_posix() for p in pages if re.search(r"\bst\.session_state", code_of(p))}
    assert touching <= {"pages/shared/loading.py", "pages/shared/state.py"}


def code_of(path):
    """The file without comments and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = ""
    return ast.unparse(tree)


def test_importing_the_library_is_light():
    command = "import sys, retention; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert HEAVY & set(loaded.stdout.split()) == set()


# -------------------------------------------------------------------------------------------- public names
def test_all_is_sorted_and_every_name_exists():
    assert retention.__all__ == sorted(set(retention.__all__))
    assert [name for name in retention.__all__ if not hasattr(retention, name)] == []


def test_every_public_name_is_documented():
    assert [name for name in retention.__all__ if not inspect.getdoc(getattr(retention, name))] == []


def test_every_imported_name_is_public():
    tree = ast.parse((ROOT / "retention" / "__init__.py").read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert imported == set(retention.__all__)


# --------------------------------------------------------------------------------------- files and folders
def test_no_page_lies_directly_in_pages():
    """There it would run without app.py when it is the first thing a fresh server is asked for."""
    assert {path.name for path in (ROOT / "pages").glob("*.py")} <= {"__init__.py"}


@pytest.fixture(scope="module")
def architecture():
    return (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_every_file_that_the_architecture_names_exists(architecture):
    """With its folder, or by its bare name where that is clear."""
    named = set(re.findall(r"`([\w.\-/]+(?:/|\.(?:py|md|toml|txt)))`", architecture))
    bare = {p.name for folder in ("retention", "pages", "tests", "benchmarks") for p in (ROOT / folder).rglob("*.py")}
    assert named, "it names no file at all"
    assert sorted(name for name in named - bare if not (ROOT / name).exists()) == []


def test_the_architecture_names_every_package_folder(architecture):
    folders = {path.parent.relative_to(ROOT).as_posix() for path in (*LIBRARY, *(ROOT / "pages").rglob("*.py"))}
    missing = {folder for folder in folders if not re.search(rf"`{re.escape(folder)}/[^`]*`", architecture)}
    assert missing == set(), "each folder is named in backticks, as `retention/metrics/` or by a file in it"
