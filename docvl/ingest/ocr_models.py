"""The three OCR models of rapidocr's wheel, loaded once in a process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, NamedTuple

from docvl.errors import MissingDependencyError
from docvl.guard import life

LINE_PIXELS = 48
"""Height that the recogniser reads at."""

_FILES = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
_HINT = "pip install --force-reinstall 'rapidocr>=3.10,<4' onnxruntime opencv-python-headless"

_lock = threading.Lock()
_threads = 0
_loaded: Models | None = None


class Models(NamedTuple):
    """rapidocr's own stages: detector, classifier of upside-down lines, recogniser."""

    detect: Any
    classify: Any
    recognize: Any


def configure_threads(count: int) -> None:
    """Let OCR use ``count`` threads, or all cores for 0 (the default); for the models that are loaded from here on."""
    global _threads, _loaded
    with _lock:
        if count != _threads:
            _threads, _loaded = count, None


def models() -> Models:
    """The models, loaded at the first call; rapidocr is never left a reason to download anything.

    Raises:
        MissingDependencyError: rapidocr is not installed, or its wheel does not hold the models.
    """
    global _loaded
    with _lock:
        if _loaded is None:
            _loaded = _load(_threads)
        return _loaded


def _load(threads: int) -> Models:
    try:
        import cv2
        import rapidocr
        from rapidocr.ch_ppocr_cls import TextClassifier
        from rapidocr.ch_ppocr_det import TextDetector
        from rapidocr.ch_ppocr_rec import TextRecognizer
    except ImportError as error:
        raise MissingDependencyError(f"OCR needs rapidocr, which cannot be imported: {error}.", hint=_HINT) from None
    folder = Path(rapidocr.__file__).parent / "models"
    missing = [name for name in _FILES.values() if not (folder / name).is_file()]
    if missing:
        raise MissingDependencyError(f"rapidocr lacks the models {', '.join(missing)}.", hint=_HINT)
    cv2.setNumThreads(threads if threads else -1)
    runtime = "EngineConfig.onnxruntime."
    settings = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            runtime + "intra_op_num_threads": threads or -1,
            runtime + "inter_op_num_threads": threads or -1,
            **{f"{stage}.model_path": str(folder / name) for stage, name in _FILES.items()},
            # The detector gets images of the right size; it must not scale them again.
            "Det.limit_type": "max",
            "Det.limit_side_len": 100_000,
            # Short lines are not padded to 320 pixels, which costs a quarter of the time.
            "Rec.rec_img_shape": [3, LINE_PIXELS, LINE_PIXELS],
        }
    ).cfg
    for stage in _FILES:
        settings[stage].engine_cfg = settings.EngineConfig.onnxruntime
    settings.Rec.font_path = None
    stages = TextDetector(settings.Det), TextClassifier(settings.Cls), TextRecognizer(settings.Rec)
    for made in stages:
        made.session = _Lively(made.session)
    return Models(*stages)


class _Lively:
    """A model that gives a sign of life after each batch: a newspaper page has more lines than a minute has seconds."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def __call__(self, batch: Any) -> Any:
        result = self._session(batch)
        life.at_work()
        return result
