"""Opening a bundle, and counting its tables again: identical, or which numbers differ."""

from __future__ import annotations

import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pandas as pd

from retention.annotations import Annotation, check_annotations
from retention.bundle_words import verification_words
from retention.errors import BundleError, NotCountedError, RetentionError
from retention.export.differences import COLUMNS, differing_cells, numbers_in
from retention.export.manifest import FORMAT, MANIFEST, MEMBER, VERSION, digest, is_sealed
from retention.export.script import OF_TABLES, reader_of
from retention.export.settings_file import read_settings, tuples
from retention.export.tables import csv_bytes
from retention.languages import joined, mark, say, use
from retention.mapping import ColumnMapping, SubscriptionMapping
from retention.recipes import Recipe
from retention.report import CountedTable

LARGEST = 200_000_000  # bytes of the file
LARGEST_UNPACKED = 1_000_000_000  # bytes of all members together
LARGEST_MANIFEST = 10_000_000
MOST_MEMBERS = 1_000
_STEP = 1 << 20  # bytes
TODO = mark("Ask for the bundle again, or make it anew from the file.")
# What a damaged archive makes the standard library raise, apart from words about a password.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, OSError, ValueError, OverflowError),
)
_MAPPINGS = {"read_events": ColumnMapping, OF_TABLES: ColumnMapping, "read_subscriptions": SubscriptionMapping}


@dataclass(frozen=True, eq=False)
class Bundle:
    """What a bundle holds, every member checked against its digest.

    Attributes
    ----------
    name, fingerprint, observed_until, timezone
        Of the file that the tables were counted from; ``observed_until`` is local time.
    mapping
        Which column played which role.
    reader, options
        Function that reads such files, and what it was told.
    rows_read, rows_used, rows_dropped
        Rows of the file, those used, and the rest by reason.
    recipes
        By name of the table, what gives it.
    tables
        By name, the tables as CSV.
    figures
        Names of the figures.
    annotations, note
        What was given along.
    library
        Version that counted the tables.
    table
        The table of a database that they were counted in, where it was no file.
    """

    name: str
    fingerprint: str
    observed_until: pd.Timestamp
    timezone: str
    mapping: ColumnMapping | SubscriptionMapping
    reader: str
    options: Mapping[str, Any]
    rows_read: int
    rows_used: int
    rows_dropped: Mapping[str, int]
    recipes: Mapping[str, Recipe]
    tables: Mapping[str, bytes] = field(repr=False)
    figures: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    note: str = ""
    library: str = ""
    table: CountedTable | None = None

    def frame(self, table: str) -> pd.DataFrame:
        """One table."""
        if table not in self.tables:
            raise BundleError(
                say("there is no table '{name}'.", name=table),
                where=mark("bundle"),
                todo=say("Choose {choices}.", choices=_listed(self.tables)),
            )
        return pd.read_csv(io.BytesIO(self.tables[table]), encoding="utf-8-sig")

    @property
    def numbers(self) -> int:
        """How many numbers its tables hold."""
        return sum(numbers_in(data) for data in self.tables.values())


@dataclass(frozen=True, eq=False)
class Verification:
    """What counting the tables of a bundle again came to.

    Attributes
    ----------
    same_file
        Whether the source is what the tables were counted from: same content, read alike.
    read_otherwise
        In words, what was read otherwise (mapping, zone, end of the data), where it is not the same.
    differing
        One row for each cell that differs: ``table``, ``row``, ``column``, ``then``, ``now``, ``rounding``. See
        :func:`retention.export.differing_cells`.
    failed
        By name of the table, why it cannot be counted from this source.
    numbers
        How many numbers the tables of the bundle hold.
    tables
        How many tables it holds.
    library_then, library_now
        Versions that counted.
    """

    same_file: bool
    differing: pd.DataFrame
    numbers: int
    tables: int
    failed: Mapping[str, str] = field(default_factory=dict)
    read_otherwise: tuple[str, ...] = ()
    library_then: str = ""
    library_now: str = ""

    @property
    def identical(self) -> bool:
        """Whether every cell of every table is the same, to the last digit."""
        return not len(self.differing) and not self.failed

    @property
    def agrees(self) -> bool:
        """The same, but for the last digits of sums that were added up in another order."""
        return not self.failed and bool(self.differing["rounding"].all())

    @property
    def words(self) -> str:
        """One or two sentences."""
        return verification_words(self)


def open_bundle(file: str | Path | bytes | IO[bytes]) -> Bundle:
    """Open a bundle that :func:`retention.export.bundle` made. Nothing is unpacked to disk, run or changed.

    Parameters
    ----------
    file
        A path, bytes, or a file opened in binary mode.

    Raises
    ------
    BundleError
        If it is something else, is too large, was made by a newer version, or if any member is changed, missing or
        added. The digests find damage and careless changes; who wants to deceive can write new ones, and only
        :func:`verify_bundle` with the file proves the numbers.

    Examples
    --------
    >>> import retention as rt
    >>> events = rt.read_events(b"customer,date\\na,2024-01-05\\na,2024-02-03\\nb,2024-02-04\\n", name="orders.csv")
    >>> made = rt.export.bundle(events, {"cohorts": rt.Recipe("cohort_matrix", rt.CohortSettings(period="week"))})
    >>> found = rt.open_bundle(made)
    >>> found.name, found.recipes["cohorts"].settings.period
    ('orders.csv', 'week')
    >>> rt.open_bundle(made[:-30])
    Traceback (most recent call last):
    retention.errors.BundleError: bundle: it is not a ZIP file, or it is cut off. Ask for the bundle again, ...
    """
    data = _bytes(file)
    try:
        with zipfile.ZipFile(_Careful(data)) as archive:
            listed = _manifest(archive)
            members = _members(archive, listed)
    except RetentionError:
        raise
    except _DAMAGE as error:
        raise _refused(say("it is not a ZIP file, or it is cut off.")) from error
    try:
        return _bundle(listed, members)
    except RetentionError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(say("its list of what it holds is damaged.")) from error


def verify_bundle(bundle: Bundle, source: Any) -> Verification:
    """Count the tables of a bundle again and compare every cell with what it was then.

    Numbers are compared as they are written, with every digit.

    Parameters
    ----------
    bundle
        As :func:`open_bundle` gives it.
    source
        Visits or contracts: the file that the bundle was made from, or another one such as a later export.

    Raises
    ------
    BundleError
        If the bundle was made from contracts and the source holds visits, or the other way round.

    Examples
    --------
    >>> import retention as rt
    >>> data = b"customer,date\\na,2024-01-05\\na,2024-02-03\\nb,2024-02-04\\n"
    >>> events = rt.read_events(data, name="orders.csv")
    >>> found = rt.open_bundle(rt.export.bundle(events, {"cohorts": rt.Recipe("cohort_matrix")}))
    >>> rt.verify_bundle(found, events).words
    'Identical: 23 numbers in 1 table.'
    """
    if _MAPPINGS[reader_of(source)] is not _MAPPINGS[bundle.reader]:
        raise BundleError(
            say("it was made from visits, and this file holds contracts.")
            if bundle.reader != "read_subscriptions"
            else say("it was made from contracts, and this file holds visits."),
            where=mark("bundle"),
            todo=say("Open the file that it was made from."),
        )
    import retention

    found, failed = [pd.DataFrame(columns=list(COLUMNS))], {}
    for name, recipe in bundle.recipes.items():
        try:
            with use("en"):  # as the tables of every bundle are written
                now = csv_bytes(recipe.run(source))
            found.append(differing_cells(bundle.tables[name], now, name))
        except NotCountedError:
            raise
        except RetentionError as error:
            failed[name] = str(error)
    same = bundle.fingerprint == source.fingerprint
    return Verification(
        same_file=same,
        differing=pd.concat([one for one in found if len(one)] or found[:1], ignore_index=True),
        numbers=bundle.numbers,
        tables=len(bundle.tables),
        failed=failed,
        read_otherwise=() if same else _read_otherwise(bundle, source),
        library_then=bundle.library,
        library_now=retention.__version__,
    )


def _read_otherwise(bundle: Bundle, source: Any) -> tuple[str, ...]:
    pairs = (
        ("mapping", bundle.mapping, source.mapping),
        ("timezone", bundle.timezone, source.timezone),
        ("observed_until", bundle.observed_until, source.observed_until),
    )
    return tuple(name for name, then, now in pairs if then != now)


def _bytes(file: Any) -> bytes:
    """The file, as long as it is not too large."""
    try:
        if isinstance(file, (str, Path)):
            with Path(file).open("rb") as opened:
                data = opened.read(LARGEST + 1)
        else:
            data = file if isinstance(file, bytes) else file.read(LARGEST + 1)
    except (OSError, AttributeError) as error:
        raise _refused(say("it cannot be opened."), say("Choose another file.")) from error
    if len(data) > LARGEST:
        raise _refused(
            say("it is larger than {size} MB.", size=LARGEST // 10**6), say("Open a bundle that was made here.")
        )
    return bytes(data)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The list of what it holds; its version is looked at before anything else."""
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise _refused(
            say("it holds more than {most} files.", most=f"{MOST_MEMBERS:,}"),
            say("Open a bundle that was made here."),
        )
    if sum(entry.filename == MANIFEST for entry in entries) != 1:
        raise _refused(
            say("it does not hold one {manifest}.", manifest=MANIFEST), say("Open a bundle that was made here.")
        )
    data = _read(archive, archive.getinfo(MANIFEST), LARGEST_MANIFEST)
    try:
        listed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _refused(say("its list of what it holds is damaged.")) from error
    if not isinstance(listed, dict) or listed.get("format") != FORMAT:
        raise _refused(
            say("its list does not say that it is a {format}.", format=FORMAT), say("Open a bundle that was made here.")
        )
    version = listed.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise _refused(say("it does not say which version it is of."))
    if version > VERSION:
        raise _refused(
            say(
                "it is of version {version}, and this program reads up to {newest}; it was left as it is.",
                version=version,
                newest=VERSION,
            ),
            say("Update this program."),
        )
    if not is_sealed(data, listed):
        raise _refused(say("{manifest} was changed since it was made.", manifest=MANIFEST))
    return listed


def _members(archive: zipfile.ZipFile, listed: dict[str, Any]) -> dict[str, bytes]:
    """Every member, each exactly as it was written."""
    digests = listed.get("members")
    if not isinstance(digests, dict):
        raise _refused(say("its list of what it holds is damaged."))
    entries = [entry for entry in archive.infolist() if entry.filename != MANIFEST]
    names = [entry.filename for entry in entries]
    for name in names:
        if name not in digests or names.count(name) > 1 or not MEMBER.fullmatch(name):
            raise _refused(say("'{name}' was added to it.", name=name[:80]))
    missing = sorted(set(digests) - set(names))
    if missing:
        raise _refused(say("'{name}' is missing in it.", name=missing[0][:80]))
    left, members = LARGEST_UNPACKED, {}
    for entry in entries:
        data = _read(archive, entry, left)
        left -= len(data)
        if digest(data) != digests[entry.filename]:
            raise _refused(say("'{name}' was changed since it was made.", name=entry.filename))
        members[entry.filename] = data
    return members


class _Careful(io.BytesIO):
    """Gives only so much at once: the list of members is asked for as a whole, and each takes a kilobyte of memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _STEP:
            raise zipfile.BadZipFile
        return super().read(size)


def _pieces(member: IO[bytes], most: int) -> Iterator[bytes]:
    """What a member holds, or a little more than the most that is allowed."""
    while most >= 0 and (piece := member.read(_STEP)):
        most -= len(piece)
        yield piece


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """One member, as long as it is not too large: what it says about its size is not believed."""
    if entry.flag_bits & 1:
        raise _refused(say("'{name}' is locked with a password.", name=entry.filename[:80]))
    # Of other ways of packing the library may unpack all at once.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(say("'{name}' is packed in a way that no bundle is.", name=entry.filename[:80]))
    try:
        with archive.open(entry) as member:
            data = b"".join(_pieces(member, most))
    except (*_DAMAGE, RuntimeError) as error:
        raise _refused(say("'{name}' is damaged.", name=entry.filename[:80])) from error
    if len(data) > most:
        raise _refused(say("unpacked, it is larger than a bundle may be."), say("Open a bundle that was made here."))
    return data


def _bundle(listed: dict[str, Any], members: Mapping[str, bytes]) -> Bundle:
    file, reader = listed["file"], listed["reader"]
    recipes = {name: _recipe(one) for name, one in listed["tables"].items()}
    tables = {name: members[f"tables/{name}.csv"] for name in recipes}
    return Bundle(
        name=file["name"],
        fingerprint=file["fingerprint"],
        observed_until=pd.Timestamp(file["observed_until"]),
        timezone=file["timezone"],
        mapping=_MAPPINGS[reader](**listed["mapping"]),
        reader=reader,
        options=listed["options"],
        table=_table(listed.get("table")),
        rows_read=file["rows_read"],
        rows_used=file["rows_used"],
        rows_dropped=file["rows_dropped"],
        recipes=recipes,
        tables=tables,
        figures=tuple(listed["figures"]),
        annotations=check_annotations(listed["annotations"]),
        note=listed["note"],
        library=listed["library"],
    )


def _recipe(written: dict[str, Any]) -> Recipe:
    settings, _ = read_settings(json.dumps(written["settings"]).encode())
    return Recipe(written["metric"], settings, {name: tuples(one) for name, one in written["arguments"].items()})


def _table(told: Any) -> CountedTable | None:
    return None if told is None else CountedTable(**{**told, "asked": pd.Timestamp(told["asked"])})


def _listed(names: Mapping[str, Any]) -> str:
    return joined([f"'{name}'" for name in names], either=True)


def _refused(what: str, todo: str = "") -> BundleError:
    return BundleError(what, where=mark("bundle"), todo=todo or say(TODO))
