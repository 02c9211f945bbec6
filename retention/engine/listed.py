"""What tables with a row for each customer share: the moment they are made at, the one followed to, and the ids."""

from __future__ import annotations

from typing import Any

from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Ints, asked_moment, instant_of


def moment_inside(source: Any, moment: Any, name: str, zone: str) -> int:
    """A local moment after the first row and no later than the data are whole; None is the latter."""
    if moment is None:
        return int(source.until)
    local = asked_moment(moment, name)
    instant = instant_of(local, zone)
    if not source._bounds[0] < instant <= source.until:
        raise SettingsError(
            say("{local} lies outside the data.", local=f"{local:%Y-%m-%d}"),
            where=name,
            todo=say(
                "They go from {first} up to {end}.",
                first=f"{source.span[0]:%Y-%m-%d}",
                end=f"{source.observed_until:%Y-%m-%d}",
            ),
        )
    return instant


def moment_followed(source: Any, moment: Any, begin: int, zone: str) -> int:
    """The moment up to which customers are followed, no earlier than the one where that begins, which None is."""
    if moment is None:
        return begin
    final = moment_inside(source, moment, "followed_to", zone)
    if final < begin:
        raise SettingsError(
            say("the time followed ends before it begins."), where="followed_to", todo=say("Choose a later one.")
        )
    return final


def ids_of(source: Any, codes: Ints) -> Any:
    """Ids of some customers, as a column of Arrow."""
    import pyarrow as pa

    return source.customer_ids.take(pa.array(codes, pa.int64()))
