"""The README's library example runs as it stands, and what it names exists."""

from __future__ import annotations

import re
import shutil

import pytest


@pytest.fixture
def readme(root) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_example_runs(readme, root, tmp_path, monkeypatch, capsys):
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 15
    shutil.copytree(root / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[1] == "19579 {'no customer': 5}"
    assert re.fullmatch(r"\d+\.\d% came back in month 1 \(likely \d+\.\d% to \d+\.\d%\)", printed[2])
    assert (tmp_path / "cohorts.xlsx").exists()
    assert (tmp_path / "cohorts.html").exists()


def test_links_lead_somewhere(readme, root):
    targets = re.findall(r"\]\(([^)#]+)\)", readme)
    assert targets
    assert [t for t in targets if not (root / t).exists()] == []


def test_commands_exist(readme, root):
    targets = set(re.findall(r"make ([a-z-]+)", readme))
    assert targets >= {"run", "test", "bench"}
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []
