"""The words of the program in the language of the person in front of it.

English stands in the code; ``catalogues/`` holds what it is called elsewhere. Six words are all there is to it::

    say("Nobody came back in {month}.", month=name)       now, in the language in use
    many("{n} row", "{n} rows", n)                        the same with a number that decides between two forms
    term("column", "Return")                              a word that English uses for several things
    mark("Rows of data")                                  for tables of words; ``say(word)`` where they are shown
    later("{n} rows have no date", n=n)                   text that is kept, and may be read in another language
    spoken(text)                                          kept text, now, in the language in use

The first argument is always a plain literal, with names in braces: that is how the catalogues find it.
"""

from retention.languages.choice import LANGUAGES, choose, language, listen_to, use
from retention.languages.direction import straight
from retention.languages.kept import Kept, later, later_many, spoken
from retention.languages.messages import many, mark, mark_many, say, term
from retention.languages.nouns import counted, group_said, noun, nouns, numbered
from retention.languages.of_tables import speak_of_table, speaking_of_table
from retention.languages.quantities import (
    day_name,
    joined,
    listed,
    month_name,
    month_of_year,
    percent_text,
    short_day_name,
)

__all__ = [
    "LANGUAGES",
    "Kept",
    "choose",
    "counted",
    "day_name",
    "group_said",
    "joined",
    "language",
    "later",
    "later_many",
    "listed",
    "listen_to",
    "many",
    "mark",
    "mark_many",
    "month_name",
    "month_of_year",
    "noun",
    "nouns",
    "numbered",
    "percent_text",
    "say",
    "short_day_name",
    "speak_of_table",
    "speaking_of_table",
    "spoken",
    "straight",
    "term",
    "use",
]
