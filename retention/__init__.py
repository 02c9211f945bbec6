"""Retention from a file: who stays, who leaves, and how sure the numbers are.

Read events, count a cohort matrix, pool it into a curve, draw it, take it away::

    import retention as rt

    events = rt.read_events("orders.csv")
    matrix = rt.cohort_matrix(events, rt.CohortSettings(period="month"))
    rt.charts.cohort_heatmap(matrix).show()
"""

from retention import charts, export
from retention.cohort_tables import read_cohort_table
from retention.counts import CellCustomers, CohortCounts, Source
from retention.errors import (
    EmptyFileError,
    ExportError,
    LimitError,
    MappingError,
    ReadError,
    RetentionError,
    SettingsError,
    UndecidedError,
)
from retention.events import Events
from retention.mapping import Assumption, ColumnMapping
from retention.metrics.cohorts import cohort_matrix, matrix_cell_customers, retention_curve, retention_trend
from retention.reading import Choice, ColumnGuess, FileGuess, Limits, Question, events_from_frame, inspect, read_events
from retention.report import ReadReport, Step
from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings

__version__ = "0.2.0"

__all__ = [
    "Assumption",
    "CellCustomers",
    "Choice",
    "CohortCounts",
    "CohortMatrix",
    "CohortSettings",
    "ColumnGuess",
    "ColumnMapping",
    "EmptyFileError",
    "Events",
    "ExportError",
    "FileGuess",
    "LimitError",
    "Limits",
    "MappingError",
    "MetricSeries",
    "Question",
    "ReadError",
    "ReadReport",
    "RetentionError",
    "SettingsError",
    "Source",
    "Step",
    "UndecidedError",
    "charts",
    "cohort_matrix",
    "events_from_frame",
    "export",
    "inspect",
    "matrix_cell_customers",
    "read_cohort_table",
    "read_events",
    "retention_curve",
    "retention_trend",
]
