"""What one document may cost."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Limits(BaseModel):
    """What a child may take for one document; None is no limit.

    Attributes:
        page_cpu: seconds of processor time from one page to the next, all threads together.
        silence: wall seconds without a sign of life.
        wall: wall seconds in all, further tries included.
        memory: bytes of address space above what the child has when it begins.
        documents: after so many the child is replaced by a fresh one.
        growth: and also when it has grown by so many resident bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    page_cpu: int | None = 30
    silence: float | None = 120.0
    wall: float | None = 3600.0
    memory: int | None = 2 << 30
    documents: int = 500
    growth: int = 512 << 20


UNLIMITED = Limits(page_cpu=None, silence=None, wall=None, memory=None)
"""For a child that holds a model: its time depends on the machine, and documents are decoded in a child of its own."""

OUT_OF_MEMORY = "The document needs more memory than one may take."
