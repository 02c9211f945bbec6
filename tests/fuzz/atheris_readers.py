"""Look for bytes that break a reader, led by what they reach in the code: ``make fuzz SECONDS=60``.

The time is given to a process of its own, in which atheris changes small valid files and keeps those that reach new
lines of the readers. Whatever breaks the law of :mod:`tests.fuzz.readers` is made small, saved in the corpus and told;
so is a file at which that process dies, hangs or takes too much memory, after which another one goes on.

The first byte of what atheris makes says which reader the others are for.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zlib
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz import corpus

INSTRUMENTED = (
    *("retention.reading", "retention.bundles", "retention.annotations", "retention.cohort_tables"),
    *("retention.building", "retention.export.settings_file", "retention.export.reading", "pages.shared.view_store"),
)
LIMITS = ("-max_len=65536", "-timeout=60", "-rss_limit_mb=3072", "-len_control=20")  # bytes, seconds, megabytes
ENDS = ("crash-", "timeout-", "oom-", "leak-")  # how files are called at which the process ended
SEEDS = 40  # files for each reader
TO_SHRINK = 5.0  # seconds that making a file small may take
WORKBOOKS = (b"PK\3\4", b"\xd0\xcf\x11\xe0")  # what may be parsed in a process of its own, so that each takes long
ONE_IN = 8  # of those is read


# --------------------------------------------------------------------------------------------- who looks on
def main() -> int:
    """Let others look for so many seconds, and say what they found."""
    parser = argparse.ArgumentParser(description="Look for bytes that break a reader.")
    parser.add_argument("--seconds", type=int, default=60, help="how long to look (60)")
    parser.add_argument("--folder", type=Path, default=corpus.FOLDER, help="where to save what breaks a reader")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work is not None:
        _look(given.work, given.folder, given.seconds)
    known = set(corpus.files(given.folder))
    with tempfile.TemporaryDirectory(prefix="retention-fuzz-") as name:
        read = _looked(Path(name), given.folder, given.seconds)
    found = [path for _, path in corpus.files(given.folder) if (path.parent.name, path) not in known]
    _tell(f"{read:,} files were read in {given.seconds} seconds; {len(found) or 'none'} broke a reader.")
    return 1 if found or not read else 0


def _looked(work: Path, folder: Path, seconds: int) -> int:
    """Start a process that looks, and another one when it dies; how many files were read."""
    until, read = time.monotonic() + seconds, 0
    (work / "seeds").mkdir()
    while (left := round(until - time.monotonic())) > 0:
        program = [sys.executable, "-m", "tests.fuzz.atheris_readers", "--work", str(work), "--folder", str(folder)]
        log = work / "log"
        with log.open("wb") as out:
            code = subprocess.run([*program, "--seconds", str(left)], stderr=out, check=False).returncode
        said = log.read_text(encoding="utf-8", errors="replace")
        units = re.findall(r"stat::number_of_executed_units: *(\d+)", said) or re.findall(
            r"^#(\d+)", said, re.MULTILINE
        )
        read += int(units[-1]) if units else 0
        died = [path for path in work.iterdir() if path.name.startswith(ENDS)]
        for path in died:
            _kept(path, folder)
        if code and not died:
            _tell(f"The process that reads ended with {code}:\n{said[-3000:]}")
            break
    return read


def _kept(path: Path, folder: Path) -> None:
    """Keep the file at which a process died, hung or took too much memory."""
    name, data = _parted(path.read_bytes())
    kept = corpus.save(name, data, path.name.partition("-")[0], folder)
    _tell(f"{name}: the process ended with a {path.name.partition('-')[0]}. The file is {kept}.")
    path.unlink()


def _tell(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _parted(data: bytes) -> tuple[str, bytes]:
    from tests.fuzz.readers import READERS

    names = sorted(READERS)
    return names[data[0] % len(names)], data[1:]


# --------------------------------------------------------------------------------------------- who looks
def _look(work: Path, folder: Path, seconds: int) -> None:
    """Read until the time is over; atheris ends the process."""
    import atheris

    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.changes import changed
        from tests.fuzz.readers import READERS
        from tests.fuzz.seeds import any_seed
    names = sorted(READERS)
    if not any((work / "seeds").iterdir()):
        for i, name in enumerate(names):
            for k in range(SEEDS):
                (work / "seeds" / f"{name}-{k}").write_bytes(bytes([i]) + any_seed(Random(k), name))
            for path in (folder / name).glob("*"):
                (work / "seeds" / f"{name}-{path.name}").write_bytes(bytes([i]) + path.read_bytes())
    warnings.simplefilter("error")
    told: set[tuple[str, ...]] = set()

    def one(data: bytes) -> None:
        if len(data) > 1 and (not data[1:].startswith(WORKBOOKS) or zlib.crc32(data) % ONE_IN == 0):
            _hold(*_parted(data), told, folder)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if len(data) < 2 or chance.random() < 0.4:
            return bytes(atheris.Mutate(data, most))
        return (data[:1] + changed(chance, data[1:]))[:most]

    words = Path(__file__).with_name("readers.dict")
    places = [f"-dict={words}", f"-artifact_prefix={work}/", f"-max_total_time={seconds}", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *LIMITS, *places, str(work / "seeds")], one, custom_mutator=mutate)
    atheris.Fuzz()


def _hold(name: str, data: bytes, told: set[tuple[str, ...]], folder: Path) -> None:
    """Hold the law; what breaks it in a new way is made small, saved and told."""
    broken = _broken(name, data)
    if broken is None or broken[0] in told:
        return
    mark, error = broken
    told.add(mark)
    small = corpus.smallest(data, lambda less: (_broken(name, less) or ((),))[0] == mark, TO_SHRINK)
    path = corpus.save(name, small, type(error).__name__, folder)
    _tell(f"{name}: {type(error).__name__}: {str(error)[:300]} ({mark[-1]}). The file is {path}.")


def _broken(name: str, data: bytes) -> tuple[tuple[str, ...], Any] | None:
    """What came out that may not, and a mark by which the same is known again: what, and from where."""
    from tests.fuzz.readers import LawError, hold

    try:
        hold(name, data)
    except LawError as error:
        return ("LawError", re.sub(r"\d|'.*", "", str(error))[:60]), error
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/retention/" in frame.filename]
        at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere in particular"
        return (type(error).__name__, at), error
    return None


if __name__ == "__main__":
    sys.exit(main())
