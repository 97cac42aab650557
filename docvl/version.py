"""The version of docvl, and those of what it stands on."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__version__ = "0.1.0"

LIBRARIES = (
    "babel",
    "jsonschema-rs",
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pillow",
    "pyarrow",
    "pydantic",
    "pymupdf",
    "pypdfium2",
    "python-stdnum",
    "rapidfuzz",
    "rapidocr",
)
"""Distributions that have a say in what a record holds."""


def library_versions() -> dict[str, str | None]:
    """Installed version of each of :data:`LIBRARIES`, by distribution name; None when it is not installed."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
