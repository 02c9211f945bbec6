"""A campaign's list: which customers were treated, which were held out, and on which day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import CampaignCounts
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import pyarrow as pa

TREATED, CONTROL = 0, 1


@dataclass(frozen=True, eq=False)
class Campaign:
    """Customers of a campaign, each once, in the group that chance (or somebody) put them into.

    Made by :func:`retention.read_campaign` or :func:`retention.campaign_from_frame`. A customer who stands in one group
    several times is there once, on the first day; one who stands in both groups is left out and named in ``both``.

    Attributes
    ----------
    source : str
        Name of the file.
    names : (str, str)
        What the treated group and the control group are called in the file.
    customer_ids : pyarrow.Array (n,)
        Ids as text.
    group : int8 (n,)
        0 for the treated, 1 for the control group.
    day : datetime64[D] (n,)
        Local day of the treatment; for the control group the day on which it was held out.
    both : tuple of str
        Customers in both groups.
    repeated : int
        Rows of customers who stand in their group already.
    dropped : dict of str to int
        Reason to number of rows that are left out.
    assumed : tuple of str
        What was taken for granted, as sentences.

    Examples
    --------
    >>> import retention as rt
    >>> rt.read_campaign(b"customer,group,date\\na,treated,2026-03-02\\nb,holdout,2026-03-02\\nb,holdout,2026-03-02\\n")
    <Campaign: 1 treated, 1 holdout, 2026-03-02>
    """

    source: str
    names: tuple[str, str]
    customer_ids: pa.Array
    group: NDArray[np.int8]
    day: NDArray[np.datetime64]
    both: tuple[str, ...] = ()
    repeated: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.group)

    def __repr__(self) -> str:
        treated, control = self.sizes
        first, last = (f"{day:%Y-%m-%d}" for day in self.span)
        days = first if first == last else f"{first} to {last}"
        return f"<Campaign: {treated:,} {self.names[0]}, {control:,} {self.names[1]}, {days}>"

    @property
    def sizes(self) -> tuple[int, int]:
        """Customers of the treated and of the control group."""
        treated = int((self.group == TREATED).sum())
        return treated, len(self) - treated

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last day."""
        return pd.Timestamp(self.day.min()), pd.Timestamp(self.day.max())

    @cached_property
    def fingerprint(self) -> str:
        """Digest of everything that counts depend on."""
        digest = hashlib.sha256(repr((self.names, self.both, sorted(self.dropped.items()))).encode())
        digest.update(self.group.tobytes())
        digest.update(self.day.astype(np.int64).tobytes())
        digest.update("\x1f".join(self.customer_ids.to_pylist()).encode())
        return digest.hexdigest()[:32]

    def frame(self) -> pd.DataFrame:
        """One row for each customer: ``customer``, ``group`` and ``date``, as they can be read again."""
        names = np.array(self.names, object)
        return pd.DataFrame(
            {"customer": self.customer_ids.to_pylist(), "group": names[self.group], "date": self.day.astype(str)}
        )

    def swapped(self) -> Self:
        """The same list with the other group as the one that was left alone."""
        return replace(self, names=self.names[::-1], group=np.int8(1) - self.group)

    def with_ids_of(self, source: Any, salt: str) -> Self:
        """The same list with plain ids, where it was taken away with hashed ones.

        An id that is the SHA-256 of the salt followed by the id of a customer of the source becomes that id again;
        others stay as they are.
        """
        import pyarrow as pa

        seed = hashlib.sha256(salt.encode())
        plain: dict[str, str] = {}
        for one in source.customer_ids.to_pylist():
            digest = seed.copy()
            digest.update(str(one).encode())
            plain[digest.hexdigest()] = str(one)
        ids = [plain.get(one, one) for one in self.customer_ids.to_pylist()]
        return replace(self, customer_ids=pa.array(ids, pa.string()))

    def counts(self, source: Any, settings: CohortSettings, days: int) -> CampaignCounts:
        """Count who of each group was active within so many days after their day."""
        from retention.engine import campaigns

        return campaigns.campaign_counts(self, source, settings, days)
