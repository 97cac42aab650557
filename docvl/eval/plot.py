"""Charts as SVG: how well each field is read, and whether confidences mean what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from docvl.eval.reliability import Bin, calibration_error
from docvl.eval.scores import FieldScore
from docvl.store.files import replacing

# Pixels.
_ROW, _BAR, _NAMES, _BARS, _SQUARE, _MARGIN, _TOP = 24, 14, 250, 260, 300, 28, 80
_SERIES = ("#1f6feb", "#d4722a")
# As attributes: not every viewer knows style sheets.
_FONT = 'font-family="system-ui, Noto Sans, Noto Sans CJK SC, sans-serif" font-size="13" fill="#24292f"'
_STYLES = {
    "plain": "",
    "title": 'font-size="15" font-weight="600"',
    "small": 'font-size="11" fill="#57606a"',
    "grid": 'stroke="#d8dee4"',
    "even": 'stroke="#8c959f" stroke-dasharray="4 4"',
}


def write_chart(path: Path, fields: Sequence[FieldScore], series: Mapping[str, Sequence[Bin]]) -> None:
    """Write bars of the share of right values of each field, and a reliability diagram of each series.

    Args:
        path: ends in ``.svg``.
        fields: may be empty; then there are no bars.
        series: bins by name, at most two.

    Raises:
        OutputError: the file cannot be written.
    """
    left = _NAMES + _BARS + 3 * _MARGIN if fields else 0
    height = _TOP + max(len(fields) * _ROW if fields else 0, _SQUARE + 20 * len(series) + 24) + _MARGIN
    width = left + _SQUARE + 5 * _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" fill="#fff"/><g {_FONT}>',
        *(_bars(fields) if fields else ()),
        *_reliability(series, left + 2 * _MARGIN),
        "</g></svg>",
    ]
    with replacing(path) as temporary:
        temporary.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _bars(fields: Sequence[FieldScore]) -> Iterator[str]:
    x, bottom = _MARGIN + _NAMES, _TOP + len(fields) * _ROW
    yield _text(_MARGIN, 28, "Right values by field", "title")
    yield _text(_MARGIN, 46, "of those labelled or read; the pale part is right in meaning, not to the letter", "small")
    for tenth in (0, 5, 10):
        at = x + _BARS * tenth / 10
        yield _line(at, _TOP - 4, at, bottom, "grid")
        yield _text(at, _TOP - 8, f"{tenth * 10} %", "small", "middle")
    for index, score in enumerate(fields):
        y = _TOP + index * _ROW + (_ROW - _BAR) / 2
        for share, opacity in ((score.normalized, 0.4), (score.exact, 1.0)):
            size = f'width="{_BARS * share:.1f}" height="{_BAR}"'
            yield f'<rect x="{x}" y="{y:.1f}" {size} fill="{_SERIES[0]}" fill-opacity="{opacity}"/>'
        yield _text(x - 8, y + _BAR - 3, _shortened(score.field), "plain", "end")
        yield _text(x + _BARS + 6, y + _BAR - 3, f"{score.normalized:.0%} of {score.values}", "small")


def _reliability(series: Mapping[str, Sequence[Bin]], x: float) -> Iterator[str]:
    yield _text(x, 28, "Confidence and truth", "title")
    yield _text(x, 46, "a point for each tenth of the values: confidence across, share right up", "small")
    for tenth in range(0, 11, 2):
        across, up = x + _SQUARE * tenth / 10, _TOP + _SQUARE * (1 - tenth / 10)
        yield _line(across, _TOP, across, _TOP + _SQUARE, "grid")
        yield _line(x, up, x + _SQUARE, up, "grid")
        yield _text(across, _TOP + _SQUARE + 16, f"{tenth / 10:g}", "small", "middle")
        yield _text(x - 6, up + 4, f"{tenth / 10:g}", "small", "end")
    yield _line(x, _TOP + _SQUARE, x + _SQUARE, _TOP, "even")
    for index, (name, bins) in enumerate(series.items()):
        color = _SERIES[index % len(_SERIES)]
        points = [(x + _SQUARE * part.confidence, _TOP + _SQUARE * (1 - part.right)) for part in bins]
        yield f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" fill="none" stroke="{color}"/>'
        for across, up in points:
            yield f'<circle cx="{across:.1f}" cy="{up:.1f}" r="4" fill="{color}"/>'
        y = _TOP + _SQUARE + 40 + 20 * index
        yield f'<circle cx="{x + 4}" cy="{y - 4}" r="4" fill="{color}"/>'
        yield _text(x + 16, y, f"{name}: expected calibration error {calibration_error(bins):.3f}", "plain")


def _shortened(field: str) -> str:
    name = field.lstrip("/")
    return name if len(name) <= 34 else f"…{name[-33:]}"


def _text(x: float, y: float, text: str, style: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {_STYLES[style]} text-anchor="{anchor}">{escape(text)}</text>'


def _line(x0: float, y0: float, x1: float, y1: float, style: str) -> str:
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" {_STYLES[style]}/>'
