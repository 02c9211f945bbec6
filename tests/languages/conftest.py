"""What the code says, gathered once for all tests of this folder, which run in one worker."""

from __future__ import annotations

import pytest

from retention.languages.gather import gathered


@pytest.fixture(scope="session")
def template():
    """Every message of the code."""
    return gathered()
