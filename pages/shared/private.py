"""Where a file is, and for how long, in the words that hold where the program runs. Nothing here draws."""

from __future__ import annotations

import os

from pages.shared import budget
from pages.shared.saved_views import LOCAL_VARIABLE
from retention.languages import many, say


def for_many() -> bool:
    """Whether others can reach the program: it was started on an address that is not this computer's alone."""
    return os.environ.get(LOCAL_VARIABLE) == "0"


def short() -> str:
    """The same in a few words."""
    return say("Stays in this server's memory") if for_many() else say("Stays on this computer")


def sentence() -> str:
    """A whole sentence for the moment before a file is read."""
    if for_many():
        return say("Everything stays in this server's memory, and no other visitor sees it.")
    return say("Everything stays on this computer.")


def told() -> str:
    """All of it, where a file goes in."""
    if not for_many():
        return say(
            "**Stays on this computer.** The file is held in the memory of this program while you look at it; nothing "
            "is sent anywhere."
        )
    return say(
        "**Stays on this server.** The file is held in its memory for you alone, never written to its disk, and let go "
        "{time} after you have gone.",
        time=minutes(),
    )


def minutes() -> str:
    """For how long data are kept without a connection: "30 minutes"."""
    return many("{n} minute", "{n} minutes", max(1, round(budget.Budget.now().idle_minutes)))
