"""Does a group come back more than the others, and is one group out of line in one cohort?

Groups are compared within cohorts, so that a group which came mostly in good months is not taken for a good group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retention.findings.look import Claims, Look
from retention.findings.values import Finding
from retention.findings.words import Foreign, at, rows, shares, tell
from retention.intervals import Floats
from retention.languages import nouns
from retention.metrics.comparison import compare_rates, two_sided
from retention.results import FEW_MARKED, CohortMatrix, Ints

LEAST_EXPECTED = 5.0  # customers expected back, and not back, in a group that is set beside others


@dataclass(frozen=True)
class Groups:
    """Came back and could have, by value of one segment column and by cohort: (values, cohorts)."""

    column: str
    values: tuple[str, ...]
    age: int
    came: Ints
    could: Ints


def find_segments(look: Look) -> list[Claims]:
    """For each segment column: each of its values against the others, and each value within each cohort."""
    claims = []
    for column in look.segments:
        matrices = look.by(column)
        if len(matrices) < 2:
            continue
        groups = [_groups(look, column, matrices, age) for age in look.ages]
        claims += [_against_others(look, groups), _out_of_line(look, groups[0])]
    return claims


def _groups(look: Look, column: str, matrices: dict[str, CohortMatrix], age: int) -> Groups:
    cells = [look.cells(matrix, age) for matrix in matrices.values()]
    return Groups(column, tuple(matrices), age, np.array([k for k, _ in cells]), np.array([n for _, n in cells]))


# ----------------------------------------------------------------------------------------- a group against the rest
def _against_others(look: Look, by_age: list[Groups]) -> Claims:
    """One claim for each value and age; of two values only the first, since the other says the same."""
    values = len(by_age[0].values)
    p_values = np.full((len(by_age), values), np.nan)
    for a, groups in enumerate(by_age):
        for i in range(1 if values == 2 else values):
            k, n, others_k, others_n = _sides(groups, i)
            if min(n.sum(), others_n.sum()) >= FEW_MARKED:
                p_values[a, i] = _mantel_haenszel(k, n, others_k, others_n)
    rank = np.repeat(np.arange(len(by_age)), values)  # the age asked for comes first
    return Claims(p_values.ravel(), lambda i, p: _tell_segment(look, by_age[i // values], i % values, p), rank=rank)


def _sides(groups: Groups, i: int) -> tuple[Ints, Ints, Ints, Ints]:
    """A group and the others, over the cohorts that hold both: came back and could have."""
    n, all_n = groups.could[i], groups.could.sum(axis=0)
    both = (n > 0) & (all_n > n)
    k, all_k = groups.came[i], groups.came.sum(axis=0)
    return k[both], n[both], (all_k - k)[both], (all_n - n)[both]


def _mantel_haenszel(k: Ints, n: Ints, others_k: Ints, others_n: Ints) -> float:
    """Cochran, Mantel and Haenszel: the difference within cohorts, all cohorts taken together; NaN if too few.

    Mantel, N. & Haenszel, W. (1959), Journal of the National Cancer Institute 22, 719-748; without correction.
    """
    total, back = (n + others_n).astype(float), (k + others_k).astype(float)
    variance = float((n * others_n * back * (total - back) / (total**2 * np.maximum(total - 1, 1))).sum())
    if variance < LEAST_EXPECTED / 2:
        return np.nan
    return two_sided(float((k - n * back / total).sum()) / variance**0.5)


def _tell_segment(look: Look, groups: Groups, i: int, p_value: float) -> Finding | None:
    k, n, others_k, others_n = _sides(groups, i)
    within = float((k - n * (k + others_k) / (n + others_n)).sum())
    k1, n1, k2, n2 = (int(x.sum()) for x in (k, n, others_k, others_n))
    value = groups.values[i]
    if len(groups.values) == 2 and within < 0:  # tell of the one that came back more
        k1, n1, k2, n2, within, value = k2, n2, k1, n1, -within, groups.values[1]
    found = compare_rates(k1, n1, k2, n2)
    if found.difference * within <= 0:  # the total misleads
        return None
    numbers: dict[str, int | float | str] = {
        "column": groups.column,
        "value": value,
        "age": groups.age,
        "k1": k1,
        "n1": n1,
        "k2": k2,
        "n2": n2,
    }
    numbers |= {"rate1": found.rate1, "rate2": found.rate2, "difference": found.difference}
    numbers |= {"lower": found.lower, "upper": found.upper}
    pieces = tell(
        "segment",
        **shares(it=(k1, n1), others=(k2, n2)),
        column=Foreign(groups.column),
        value=Foreign(value),
        came=look.came(found.difference),
        when=look.when(groups.age),
        units=nouns(rows(look.settings)),
    )
    return Finding("segment", numbers, pieces, n1 + n2, "cohorts", 7 + abs(found.difference), p_value)


# ---------------------------------------------------------------------------------- one group in one cohort
def _out_of_line(look: Look, groups: Groups) -> Claims:
    """One claim for each value in each cohort: it differs from the others there, as it does nowhere else."""
    p_values = _p_of_cells(groups)
    width = p_values.shape[1]
    return Claims(p_values.ravel(), lambda i, p: _tell_cell(look, groups, i // width, i % width, p))


def _p_of_cells(groups: Groups) -> Floats:
    """Odds of the group against the others in the cohort, beside the same odds in all other cohorts (Woolf)."""
    came, could = groups.came.astype(float), groups.could.astype(float)
    rest_came, rest_could = came.sum(axis=0) - came, could.sum(axis=0) - could
    tables = [came, could - came, rest_came, rest_could - rest_came]
    both = (could > 0) & (rest_could > 0)
    elsewhere = [np.where(both, t, 0).sum(axis=1, keepdims=True) - np.where(both, t, 0) for t in tables]
    apart, variance = np.zeros(came.shape), np.zeros(came.shape)
    for sign, (a, b, c, d) in ((1, tables), (-1, elsewhere)):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
        apart += sign * (np.log(a) - np.log(b) - np.log(c) + np.log(d))
        variance += 1 / a + 1 / b + 1 / c + 1 / d
    enough = both & (could >= FEW_MARKED) & (rest_could >= FEW_MARKED) & (elsewhere[0] + elsewhere[1] >= FEW_MARKED)
    pooled = (came + rest_came) / np.maximum(could + rest_could, 1)
    enough &= np.minimum(could, rest_could) * np.minimum(pooled, 1 - pooled) >= LEAST_EXPECTED
    out = np.full(came.shape, np.nan)
    out[enough] = [two_sided(float(z)) for z in (apart / np.sqrt(variance))[enough]]
    return out


def _tell_cell(look: Look, groups: Groups, i: int, j: int, p_value: float) -> Finding | None:
    k1, n1 = int(groups.came[i, j]), int(groups.could[i, j])
    k2, n2 = int(groups.came[i].sum()) - k1, int(groups.could[i].sum()) - n1
    k3, n3 = int(groups.came[:, j].sum()) - k1, int(groups.could[:, j].sum()) - n1
    found = compare_rates(k1, n1, k2, n2)
    column, value = groups.column, groups.values[i]
    if found.p_value > look.level or found.difference * (k1 / n1 - k3 / n3) <= 0:
        return None  # it is the others that stand out in this cohort
    numbers: dict[str, int | float | str] = {
        "column": column,
        "value": value,
        "cohort": str(look.matrix.cohorts[j])[:10],
        "age": groups.age,
    }
    numbers |= {"k1": k1, "n1": n1, "rate1": found.rate1, "k2": k2, "n2": n2, "rate2": found.rate2}
    numbers |= {"k3": k3, "n3": n3, "rate3": k3 / n3, "difference": found.difference}
    pieces = tell(
        "cell",
        **shares(it=(k1, n1), elsewhere=(k2, n2), others=(k3, n3)),
        column=Foreign(column),
        value=Foreign(value),
        at=at(look.settings, look.matrix.cohort_names()[j]),
        came=look.came(found.difference),
        when=look.when(groups.age),
        units=nouns(rows(look.settings)),
    )
    strength = 7.5 + abs(found.difference)
    return Finding("cell", numbers, pieces, n1 + n2 + n3, "cohorts", strength, p_value)
