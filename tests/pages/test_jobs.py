"""Work beside the page: progress, an end, a failure, a visitor who stops it or goes away."""

from __future__ import annotations

import gc
import threading

import pytest

from pages.shared.jobs import CancelledError, Job


class Work:
    """A call that goes on only when it is told to."""

    def __init__(self):
        self.go_on, self.ended, self.stopped = threading.Event(), threading.Event(), False

    def __call__(self, tell):
        try:
            tell(0.5, "Reading rows")
            self.go_on.wait(10)
            tell(0.9, "Sorting")
        except CancelledError:
            self.stopped = True
            raise
        finally:
            self.ended.set()
        return "events"


def test_it_tells_how_far_it_is_and_hands_over_its_result():
    told = threading.Event()

    def call(tell):
        tell(2.0, "Nearly there")
        told.set()
        return 7

    job = Job(call)
    assert told.wait(10)
    assert job.wait(10)
    assert (job.fraction, job.phrase, job.result()) == (1.0, "Nearly there", 7)


def test_a_failure_is_raised_where_the_result_is_asked_for():
    def fail(tell):
        raise ValueError("no table")

    job = Job(fail)
    assert job.wait(10)
    with pytest.raises(ValueError, match="no table"):
        job.result()


def test_it_stops_at_the_next_report_once_it_is_cancelled():
    work = Work()
    job = Job(work)
    job.cancel()
    work.go_on.set()
    assert job.wait(10)
    assert work.stopped
    with pytest.raises(CancelledError):
        job.result()


def test_it_stops_when_nobody_holds_it_any_more():
    work = Work()
    job = Job(work)
    del job
    gc.collect()
    work.go_on.set()
    assert work.ended.wait(10)
    assert work.stopped
