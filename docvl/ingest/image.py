"""Images as pages: any mode becomes right RGB, one frame is one page."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image, ImageCms, ImageOps

from docvl.errors import CorruptError, LimitError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_PIXELS = 100_000_000
"""Larger images are refused before they are decoded."""

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "MPO")
_A4_LONG_INCHES = 11.69
_PLAUSIBLE_INCHES = (3.0, 20.0)
_TURNING = {5, 6, 7, 8}  # values of the EXIF orientation tag 0x0112 that swap width and height
_ORIENTATION = 0x0112


class FrameSize(NamedTuple):
    """A frame as shown, after EXIF rotation.

    Attributes:
        width: page points.
        height: page points.
        width_px: pixels.
        height_px: pixels.
    """

    width: float
    height: float
    width_px: int
    height_px: int


class ImageFile:
    """An open image file. Only TIFF counts its frames; of an animation the first frame is the page.

    Attributes:
        page_count: frames that are pages.
        frames_left_out: whether the file has frames that are not.
    """

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            CorruptError: the header is broken.
            LimitError: the first frame has too many pixels.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                _check_sums(path)
                self._image = Image.open(path, formats=_FORMATS)
                frames = int(getattr(self._image, "n_frames", 1))
        except Image.DecompressionBombError:
            raise LimitError(_too_large()) from None
        except Exception:  # Pillow raises nine kinds of errors on broken headers, struct.error and EOFError among them
            raise CorruptError("The image cannot be opened: it is broken.") from None
        try:
            self._seek(0)
        except BaseException:
            self.close()
            raise
        self.page_count = frames if self._image.format == "TIFF" else 1
        self.frames_left_out = self._image.format in {"GIF", "WEBP", "PNG"} and frames > 1

    def size(self, index: int) -> FrameSize:
        """Size of a frame, counted from 0, without decoding it.

        Raises:
            CorruptError: the frame is not there.
            LimitError: it has too many pixels.
        """
        self._seek(index)
        width, height = self._image.size
        dpi = self._image.info.get("dpi", (0, 0))
        if self._orientation() in _TURNING:
            width, height, dpi = height, width, (dpi[1], dpi[0])
        x, y = _resolution(width, height, dpi)
        return FrameSize(width * 72 / x, height * 72 / y, width, height)

    def _orientation(self) -> int | None:
        try:
            return self._image.getexif().get(_ORIENTATION)
        except Exception:  # decodes the whole image if it is a PNG; broken pixels are told by raster()
            return None

    def raster(self, index: int) -> NDArray[np.uint8]:
        """Decode a frame -> (height_px, width_px, 3), uint8, RGB, upright by EXIF, transparency over white.

        Raises:
            CorruptError: the frame is not there, truncated or broken.
            LimitError: it has too many pixels.
        """
        self._seek(index)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._image.load()
                return np.asarray(ImageOps.exif_transpose(_rgb(self._image)), dtype=np.uint8)
        except MemoryError:
            raise
        except Exception as error:
            reason = "it is truncated" if "truncated" in str(error) else "its pixels are broken"
            raise CorruptError(f"The image cannot be decoded: {reason}.") from None

    def scaled(self, index: int, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """A frame as by :meth:`raster`, brought to (height_px, width_px, 3).

        Raises:
            CorruptError: as by :meth:`raster`.
            LimitError: as by :meth:`raster`.
        """
        image = Image.fromarray(self.raster(index))
        return np.array(image.resize((width_px, height_px), Image.Resampling.BICUBIC), dtype=np.uint8)

    def close(self) -> None:
        """Free the file."""
        self._image.close()

    def _seek(self, index: int) -> None:
        try:
            self._image.seek(index)
        except Image.DecompressionBombError:
            raise LimitError(_too_large()) from None
        except Exception:
            raise CorruptError("The frame cannot be found: the file is truncated or broken.") from None
        if self._image.width * self._image.height > MAX_PIXELS:
            raise LimitError(_too_large())


def _check_sums(path: Path) -> None:
    """Refuse a PNG with wrong check sums, which Pillow decodes to whatever comes out."""
    with Image.open(path, formats=_FORMATS) as image:
        if image.format == "PNG":
            image.verify()


def _too_large() -> str:
    return f"The image has more than {MAX_PIXELS // 1_000_000} million pixels."


def _resolution(width_px: int, height_px: int, dpi: tuple[float, float]) -> tuple[float, float]:
    """Dots per inch in x and y: the file's own if the page gets a plausible size by it, else as if it were A4.

    Plausible is a long side of 3 to 20 inches and axes that differ by less than a factor of 2.5 (fax is 204 x 98).
    """
    x, y = (float(value) for value in dpi)
    if x > 0 and y > 0 and 0.4 <= x / y <= 2.5:
        low, high = _PLAUSIBLE_INCHES
        if low <= max(width_px / x, height_px / y) <= high:
            return x, y
    assumed = max(width_px, height_px) / _A4_LONG_INCHES
    return assumed, assumed


def _rgb(image: Image.Image) -> Image.Image:
    """Any mode to RGB; the EXIF data stay attached."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        levels = np.asarray(image)
        grey = Image.fromarray(_over_white(_eight_bits(levels), levels, image.info.get("transparency")))
        grey.info, grey.getexif()[_ORIENTATION] = image.info, image.getexif().get(_ORIENTATION, 1)
        return grey.convert("RGB")
    if image.mode == "CMYK" and image.info.get("icc_profile"):
        return _by_profile(image)
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(coloured)
        white.info = image.info
        return white.convert("RGB")
    return image.convert("RGB")


def _by_profile(image: Image.Image) -> Image.Image:
    """CMYK to sRGB as its profile says; without it where the profile is broken or is none for CMYK."""
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        shown = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert("RGB")
    shown = shown or image.convert("RGB")
    shown.getexif()[_ORIENTATION] = image.getexif().get(_ORIENTATION, 1)
    return shown


def _over_white(
    grey: NDArray[np.uint8], levels: NDArray[np.generic], transparent: int | bytes | None
) -> NDArray[np.uint8]:
    """White where the level is the one that the file calls transparent."""
    return np.where(levels == transparent, np.uint8(255), grey) if isinstance(transparent, int) else grey


def _eight_bits(levels: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Grey levels of any depth to 0..255; the depth is told from the type and the largest value."""
    values = np.nan_to_num(levels.astype(np.float64))
    top = float(values.max(initial=0.0))
    if np.issubdtype(levels.dtype, np.floating) and top <= 1.0:
        full = 1.0
    elif top <= 255.0 and levels.dtype != np.uint16:
        full = 255.0
    else:
        full = max(65535.0, top)
    return np.clip(np.rint(values * (255.0 / full)), 0, 255).astype(np.uint8)
