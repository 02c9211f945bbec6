"""Reading files: everything is text until the whole column decides, and no row is lost without a reason."""

from retention.reading.answers import answers_from_frame, read_answers
from retention.reading.campaigns import campaign_from_frame, read_campaign
from retention.reading.detect import ColumnGuess, FileGuess, inspect
from retention.reading.experiments import read_experiment
from retention.reading.frames import events_from_frame
from retention.reading.limits import Limits
from retention.reading.questions import Choice, Question
from retention.reading.read import read_events
from retention.reading.subscriptions import read_subscriptions, subscriptions_from_frame
from retention.reading.tenures import read_tenures

__all__ = [
    "Choice",
    "ColumnGuess",
    "FileGuess",
    "Limits",
    "Question",
    "answers_from_frame",
    "campaign_from_frame",
    "events_from_frame",
    "inspect",
    "read_answers",
    "read_campaign",
    "read_events",
    "read_experiment",
    "read_subscriptions",
    "read_tenures",
    "subscriptions_from_frame",
]
