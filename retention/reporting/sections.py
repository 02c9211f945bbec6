"""Which sections there are, in which order, and which of them the data can fill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from retention.errors import RetentionError, SettingsError
from retention.reporting.cohort_sections import cohorts, curve
from retention.reporting.frame_sections import data, summary
from retention.reporting.look import Look
from retention.reporting.money_sections import revenue, value
from retention.reporting.period_sections import churn, moves
from retention.reporting.phrases import capital
from retention.reporting.slipping_section import slipping_away
from retention.reporting.stay_section import stay
from retention.reporting.survey_section import recommend
from retention.reporting.values import Section

Builder = Callable[[Look], Section]
# Key, what people read where it is left out, and what makes it.
SECTIONS: Mapping[str, tuple[str, Builder]] = MappingProxyType(
    {
        "summary": ("At a glance", summary),
        "cohorts": ("Cohorts", cohorts),
        "curve": ("Retention curve", curve),
        "churn": ("Retention and churn", churn),
        "lifecycle": ("Lifecycle", moves),
        "revenue": ("Revenue retention", revenue),
        "value": ("Customer value", value),
        "slipping": ("Slipping away", slipping_away),
        "survival": ("How long customers stay", stay),
        "nps": ("Net promoter score", recommend),
        "data": ("What the numbers rest on", data),
    }
)


def chosen(keys: Iterable[str] | None) -> tuple[str, ...]:
    """The sections asked for, in their own order, each once; all of them by default.

    Examples
    --------
    >>> chosen(["churn", "summary", "churn"])
    ('summary', 'churn')
    """
    if keys is None:
        return tuple(SECTIONS)
    wanted = [keys] if isinstance(keys, str) else list(keys)
    unknown = [key for key in wanted if key not in SECTIONS]
    if unknown or not wanted:
        said = f"'{unknown[0]}' is no section." if unknown else "no section was chosen."
        raise SettingsError(said, where="sections", todo=f"Choose among: {', '.join(SECTIONS)}.")
    return tuple(key for key in SECTIONS if key in wanted)


def build(key: str, look: Look, *, asked: bool) -> Section | tuple[str, str]:
    """One section; where the data cannot fill it, its title and why, or a section that says so if it was asked for."""
    title, builder = SECTIONS[key]
    try:
        return builder(look)
    except RetentionError as error:
        why = capital(error.what)
    return Section(key, title, f"This section cannot be filled. {why}") if asked else (title, why)
