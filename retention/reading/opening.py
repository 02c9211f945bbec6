"""How a file is to be opened, where the reader shall not decide for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from retention.reading.limits import Limits

ALL = "*"  # every sheet of a workbook, or every file of an archive, that has the columns of the largest one


@dataclass(frozen=True)
class Opening:
    """What was chosen about a file before its columns are looked at; None leaves it to the reader.

    Attributes
    ----------
    sheet
        Sheet of a workbook; "*" joins all sheets of one shape.
    member
        File inside an archive; "*" joins all files of one shape.
    encoding
        Encoding of a text file, by a name that Python knows.
    delimiter
        One character between the fields of a text file; "fixed" for fields of fixed width.
    header
        Line (of a sheet: row) of the header, the first being 1; 0 says that there is none.
    limits
        How much the file may ask for.
    progress
        Whom to tell how far opening is; what it raises stops the reading.
    """

    sheet: str | None = None
    member: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None
    limits: Limits = field(default_factory=Limits.from_environment)
    progress: Callable[[float, str], None] | None = None

    def tell(self, fraction: float, phrase: str) -> None:
        """Report progress, where somebody listens."""
        if self.progress is not None:
            self.progress(fraction, phrase)
