"""Prometheus metrics, by way of Ray."""

from __future__ import annotations

from ray.util.metrics import Counter

_ABOUT = {
    "documents": "Documents read.",
    "kept": "Documents that an earlier run had read.",
    "failed": "Documents that failed.",
    "pages": "Pages read.",
    "decode_seconds": "Seconds spent on reading or decoding documents, summed over actors.",
    "engine_seconds": "Seconds in which the model worked, summed over actors.",
}


class Metrics:
    """Counters ``ray_docvl_documents_total`` and so on, which Ray serves from the node of the board."""

    def __init__(self) -> None:
        self._counters = {name: Counter(f"docvl_{name}", description=about) for name, about in _ABOUT.items()}

    def add(self, counts: dict[str, float]) -> None:
        """Add to the counters; a name that is no metric is left out."""
        for name, count in counts.items():
            if count > 0 and name in self._counters:
                self._counters[name].inc(count)
