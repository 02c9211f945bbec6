"""An experiment with one row for each player: the version each one saw, and what they did, as yes or no."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retention.counts import ExperimentCounts

NO, YES, UNKNOWN = 0, 1, -1


@dataclass(frozen=True, eq=False)
class Experiment:
    """Players of an experiment, each once. Made by :func:`retention.read_experiment`.

    Attributes
    ----------
    source : str
        Name of the file.
    versions : tuple of str
        The version that others are compared with first, then the others by name.
    version : int16 (n,)
        Position of each player's version.
    outcomes : dict of str to int8 (n,)
        For each outcome 1 for yes, 0 for no, -1 where the file does not say.
    both : tuple of str
        Players in several versions, who are left out.
    repeated : int
        Rows of players who stand in their version already; the first one counts.
    dropped : dict of str to int
        Reason to number of rows that are left out.
    assumed : tuple of str
        What was taken for granted, as sentences.
    """

    source: str
    versions: tuple[str, ...]
    version: NDArray[np.int16]
    outcomes: Mapping[str, NDArray[np.int8]]
    both: tuple[str, ...] = ()
    repeated: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.version)

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{int(n):,} {name}" for n, name in zip(self.counts().players.tolist(), self.versions, strict=True)
        )
        return f"<Experiment: {sizes}; {', '.join(self.outcomes)}>"

    @cached_property
    def fingerprint(self) -> str:
        """Digest of everything that counts depend on."""
        said = (self.versions, list(self.outcomes), self.both, sorted(self.dropped.items()))
        digest = hashlib.sha256(repr(said).encode())
        for column in (self.version, *self.outcomes.values()):
            digest.update(np.ascontiguousarray(column).data)
        return digest.hexdigest()[:32]

    def counts(self) -> ExperimentCounts:
        """Count the players of each version, and who of them did what."""
        n = len(self.versions)

        def of(which: NDArray[np.bool_]) -> NDArray[np.int64]:
            return np.bincount(self.version[which], minlength=n)

        columns = list(self.outcomes.values())
        empty = np.zeros((n, 0), np.int64)
        return ExperimentCounts(
            versions=self.versions,
            outcomes=tuple(self.outcomes),
            players=np.bincount(self.version, minlength=n),
            known=np.stack([of(column != UNKNOWN) for column in columns], 1) if columns else empty,
            did=np.stack([of(column == YES) for column in columns], 1) if columns else empty,
        )
