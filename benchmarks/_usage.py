"""What this process and its children have used."""

from __future__ import annotations

import os
import resource
from pathlib import Path


def processor() -> float:
    """Seconds of processor time of this process and of the children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def resident() -> float:
    """Memory of this process that is in use, MB."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6
