"""Lists of customers to take away: a reason for each row, ids plain or hashed, nobody who asked to be left alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from retention import stages
from retention.errors import ExportError
from retention.export.tables import csv_bytes
from retention.export.workbook import xlsx_bytes
from retention.languages import say

IDS = ("plain", "hashed")


def list_csv_bytes(
    frame: pd.DataFrame,
    *,
    ids: str = "plain",
    salt: str | None = None,
    columns: Sequence[str] | None = None,
    never: Collection[str] | None = None,
) -> bytes:
    """A list of customers as CSV, without those who asked not to be contacted, whatever the list holds.

    Parameters
    ----------
    frame
        One row per customer, in the order to be written: a column "customer", and a column "stage" as in
        ``CustomerList.frame`` or "do_not_contact" as in ``Rfm.frame``, unless ``never`` is given.
    ids
        "plain", or "hashed": the SHA-256 of the salt followed by the id, both as UTF-8, in hexadecimal digits.
    salt
        What makes hashes of known ids hard to guess. The same salt gives the same customer the same hash in every list;
        None takes a random one that is thrown away, so that nobody can find the way back.
    columns
        Columns to write, in this order; None for all. The reason is written even if it is not named here.
    never
        Ids of the customers who asked not to be contacted. Needed where no column tells.

    Raises
    ------
    ExportError
        If the frame has no customers, or nothing that says who asked not to be contacted; if a column is not there; if
        ``ids`` is neither of the two, or the salt is empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"customer": ["a", "b"], "stage": ["cooling", "do_not_contact"], "silent": [40, 9],
    ...                       "reason": ["usually comes every week, silent for 6", ""]})
    >>> print(list_csv_bytes(frame).decode("utf-8-sig").replace("\\r", ""))
    customer,stage,silent,reason
    a,Cooling,40,"usually comes every week, silent for 6"
    <BLANKLINE>
    >>> secret = list_csv_bytes(frame, ids="hashed", salt="pepper", columns=["customer"]).decode("utf-8-sig")
    >>> secret.splitlines()[0], secret.splitlines()[1][:8]
    ('customer,reason', 'fb8da7c3')
    """
    return csv_bytes(_ready(frame, ids, salt, columns, never))


def list_xlsx_bytes(
    frame: pd.DataFrame,
    *,
    ids: str = "plain",
    salt: str | None = None,
    columns: Sequence[str] | None = None,
    never: Collection[str] | None = None,
    title: str | None = None,
) -> bytes:
    """The same as a workbook, with a sheet that says what the columns mean; see :func:`list_csv_bytes`.

    Examples
    --------
    >>> frame = pd.DataFrame({"customer": ["a"], "stage": ["cooling"]})
    >>> list_xlsx_bytes(frame, title="Slipping away")[:2]
    b'PK'
    """
    return xlsx_bytes(_ready(frame, ids, salt, columns, never), title or say("Customers"))


def contactable(frame: pd.DataFrame, never: Collection[str] | None = None) -> pd.DataFrame:
    """The rows of a list whose customers have not asked to be left alone, in the same order.

    Examples
    --------
    >>> contactable(pd.DataFrame({"customer": ["a", "b"]}), never={"a"})["customer"].tolist()
    ['b']
    """
    if "customer" not in frame:
        raise ExportError(
            say("This table has no column named customer."),
            where=say("list of customers"),
            todo=say("Give one row per customer."),
        )
    if not {"stage", "do_not_contact"} & set(frame) and never is None:
        raise ExportError(
            say("Nothing in this list says who asked not to be contacted."),
            where=say("list of customers"),
            todo=say("Keep its column stage or do_not_contact, or name them (never=...)."),
        )
    out = frame["customer"].astype(str).isin([str(one) for one in never or ()]).to_numpy(bool)
    if "stage" in frame:
        out = out | (frame["stage"].astype(str) == stages.NEVER).to_numpy(bool)
    if "do_not_contact" in frame:
        out = out | frame["do_not_contact"].to_numpy(bool)
    return frame.loc[~out]


def hashed(ids: Sequence[str], salt: str | None = None) -> list[str]:
    """The SHA-256 of salt and id for each id, as hexadecimal digits; without a salt, with a random one.

    Examples
    --------
    >>> hashed(["b"], salt="a")[0] == hashlib.sha256(b"ab").hexdigest(), hashed(["b"]) == hashed(["b"])
    (True, False)
    """
    if salt is not None and not salt.strip():
        raise ExportError(
            say("An empty salt hides nothing: whoever knows an id can hash it too."),
            where="salt",
            todo=say("Choose a text that nobody else knows, or none for a random one."),
        )
    seed = hashlib.sha256((salt if salt is not None else secrets.token_hex(32)).encode())
    digests = []
    for one in ids:
        digest = seed.copy()
        digest.update(str(one).encode())
        digests.append(digest.hexdigest())
    return digests


def _ready(
    frame: pd.DataFrame,
    ids: str,
    salt: str | None,
    columns: Sequence[str] | None,
    never: Collection[str] | None,
) -> pd.DataFrame:
    """The list as it is written."""
    if ids not in IDS:
        raise ExportError(
            say("'{ids}' is no way to write ids.", ids=ids),
            where="ids",
            todo=say("Choose one of: {names}.", names=", ".join(IDS)),
        )
    frame = contactable(frame, never)
    named = _columns(frame, columns)
    written = frame[named].reset_index(drop=True)
    if ids == "hashed" and "customer" in named:
        written["customer"] = hashed(frame["customer"].tolist(), salt)
    if "stage" in named:
        names = {stage.key: say(stage.name) for stage in stages.STAGES}
        written["stage"] = [names.get(key, key) for key in written["stage"].astype(str)]
    return _tidy(written)


def _columns(frame: pd.DataFrame, columns: Sequence[str] | None) -> list[str]:
    if columns is None:
        return [str(name) for name in frame.columns]
    missing = [name for name in columns if name not in frame]
    if missing:
        raise ExportError(
            say("The list has no column {names}.", names=", ".join(missing)),
            where="columns",
            todo=say("Choose among: {names}.", names=", ".join(map(str, frame.columns))),
        )
    kept = ["reason"] if "reason" in frame and "reason" not in columns else []
    return [*columns, *kept]


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Days as days, and nothing where a number is not known, an infinite one too."""
    for name in frame.columns:
        if frame[name].dtype.kind == "f":
            frame[name] = frame[name].where(np.isfinite(frame[name]))
    return frame
