"""Which sections there are, in which order, and which of them the data can fill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from retention.errors import NotCountedError, RetentionError, SettingsError
from retention.languages import mark, say
from retention.reporting.cohort_sections import cohorts, curve
from retention.reporting.frame_sections import data, summary
from retention.reporting.lifecycle_section import moves
from retention.reporting.look import Look
from retention.reporting.money_sections import revenue
from retention.reporting.period_sections import churn
from retention.reporting.phrases import capital
from retention.reporting.slipping_section import slipping_away
from retention.reporting.stay_section import stay
from retention.reporting.survey_section import recommend
from retention.reporting.value_section import value
from retention.reporting.values import Section

Builder = Callable[[Look], Section]
# Key, what people read where it is left out, and what makes it.
SECTIONS: Mapping[str, tuple[str, Builder]] = MappingProxyType(
    {
        "summary": (mark("At a glance"), summary),
        "cohorts": (mark("Cohorts"), cohorts),
        "curve": (mark("Retention curve"), curve),
        "churn": (mark("Retention and churn"), churn),
        "lifecycle": (mark("Lifecycle"), moves),
        "revenue": (mark("Revenue retention"), revenue),
        "value": (mark("Customer value"), value),
        "slipping": (mark("Slipping away"), slipping_away),
        "survival": (mark("How long customers stay"), stay),
        "nps": (mark("Net promoter score"), recommend),
        "data": (mark("What the numbers rest on"), data),
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
        said = say("'{name}' is no section.", name=unknown[0]) if unknown else say("no section was chosen.")
        raise SettingsError(said, where="sections", todo=say("Choose among: {names}.", names=", ".join(SECTIONS)))
    return tuple(key for key in SECTIONS if key in wanted)


def build(key: str, look: Look, *, asked: bool) -> Section | tuple[str, str]:
    """One section; where the data cannot fill it, its title and why, or a section that says so if it was asked for."""
    builder = SECTIONS[key][1]
    try:
        return builder(look)
    except NotCountedError:  # the next try may fill it
        raise
    except RetentionError as error:
        why = capital(error.what)
    if asked:
        return Section(key, title_of(key), say("This section cannot be filled. {why}", why=why))
    return title_of(key), why


def title_of(key: str) -> str:
    """What a section is called before it is made."""
    return say(SECTIONS[key][0])
