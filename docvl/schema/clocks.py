"""Times of day as documents print them: RFC 3339, whose offset from UTC may be left out.

No document says of its times what zone they are in, and JSON Schema (2020-12, section 7.3.1) wants an offset in every
``time`` and ``date-time``: held to it, no printed time could be stated without inventing one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time

_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?"

CLOCK_PATTERNS = {
    "time": f"^{_CLOCK}$",
    "date-time": rf"^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T{_CLOCK}$",
}
"""Regular expressions of the two formats, without look-around; days are not counted by month."""


def _checked(format_: str, parse: Callable[[str], object]) -> Callable[[str], bool]:
    pattern = re.compile(CLOCK_PATTERNS[format_])

    def holds(text: str) -> bool:
        if not pattern.match(text):
            return False
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return holds


CHECKS: dict[str, Callable[[str], bool]] = {
    "time": _checked("time", time.fromisoformat),
    "date-time": _checked("date-time", datetime.fromisoformat),
}
"""Whether a text has one of the two formats."""
