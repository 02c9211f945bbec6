"""How many examples: a few, always the same ones, in every run; many and others each time where somebody waits."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_GIVEN = os.environ.get("RETENTION_EXAMPLES")
_ALL = list(HealthCheck)
FEW = settings(max_examples=int(_GIVEN or 60), deadline=None, derandomize=not _GIVEN, suppress_health_check=_ALL)
MANY = settings(max_examples=int(_GIVEN or 2000), deadline=None, derandomize=False, suppress_health_check=_ALL)
