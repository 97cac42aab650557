from __future__ import annotations

import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from docvl.errors import CorruptError, LimitError
from docvl.ingest.image import ImageFile

# A picture without symmetry: its quarters are red, green, blue, and a grey.
QUARTERS = np.zeros((40, 60, 3), np.uint8)
QUARTERS[:20, :30], QUARTERS[:20, 30:] = (200, 30, 30), (30, 200, 30)
QUARTERS[20:, :30], QUARTERS[20:, 30:] = (30, 30, 200), (120, 120, 120)
GREY = np.linspace(0, 255, 60 * 40).reshape(40, 60)


def read(path: Path, image: Image.Image, **options: Any) -> NDArray[np.int64]:
    image.save(path, **options)
    with closing(ImageFile(path)) as file:
        raster = file.raster(0)
    assert raster.dtype == np.uint8
    assert raster.shape[2] == 3
    return raster.astype(np.int64)


def error(raster: NDArray[Any], wanted: NDArray[Any]) -> float:
    return float(np.abs(raster - wanted).mean())


@pytest.mark.parametrize("suffix", ["png", "tif", "bmp", "webp", "gif"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    options = {"lossless": True} if suffix == "webp" else {}
    assert error(read(tmp_path / f"a.{suffix}", Image.fromarray(QUARTERS), **options), QUARTERS) < 1


@pytest.mark.parametrize("mode", ["P", "CMYK", "YCbCr", "RGBA", "LAB"])
def test_colour_modes(tmp_path: Path, mode: str) -> None:
    image = Image.fromarray(QUARTERS)
    if mode == "LAB":
        from PIL import ImageCms

        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        lab = ImageCms.profileToProfile(image, *profiles, outputMode="LAB")
        assert lab is not None
        assert error(read(tmp_path / "a.tif", lab), QUARTERS) < 6
    else:
        suffix = "png" if mode in {"P", "RGBA"} else "tif"
        converted = image.quantize(16) if mode == "P" else image.convert(mode)
        assert error(read(tmp_path / f"a.{suffix}", converted), QUARTERS) < 3


def test_grey_of_every_depth(tmp_path: Path) -> None:
    wanted = np.repeat(np.rint(GREY)[:, :, None], 3, axis=2)
    levels = GREY / 255
    arrays: dict[str, NDArray[Any]] = {
        "16.png": (levels * 65535).astype(np.uint16),
        "16.tif": (levels * 65535).astype(np.uint16),
        "32.tif": (levels * 65535).astype(np.int32),
        "unit.tif": levels.astype(np.float32),
        "byte.tif": GREY.astype(np.float32),
        "8.png": np.rint(GREY).astype(np.uint8),
    }
    for name, array in arrays.items():
        assert error(read(tmp_path / name, Image.fromarray(array)), wanted) < 1.5, name
    bits = read(tmp_path / "1.tif", Image.fromarray(GREY > 127), compression="group4")
    assert set(np.unique(bits)) == {0, 255}


def test_transparency_lies_over_white(tmp_path: Path) -> None:
    clear = np.dstack([np.zeros((40, 60, 3), np.uint8), np.full((40, 60), 0, np.uint8)])
    clear[10:20, :, 3] = 255
    for name, image in {
        "rgba.png": Image.fromarray(clear),
        "la.png": Image.fromarray(clear).convert("LA"),
        "palette.png": Image.fromarray(clear).quantize(8),
    }.items():
        raster = read(tmp_path / name, image)
        assert raster[15, 5].tolist() == [0, 0, 0], name
        assert raster[30, 5].tolist() == [255, 255, 255], name


def test_a_transparent_level_of_16_bits_is_white(tmp_path: Path) -> None:
    levels = np.zeros((4, 6), np.uint16)
    levels[:, 3:] = 30_000
    raster = read(tmp_path / "a.png", Image.fromarray(levels), transparency=0)
    assert (raster[0, 0].tolist(), raster[0, 5].tolist()) == ([255] * 3, [117] * 3)


def _profile(lightness: dict[int, int]) -> bytes:
    """An ICC profile for CMYK: greys by the corner of the cube, C M Y K as bits from high to low, L* as 0 to 255."""
    corners = b"".join(bytes([lightness.get(corner, 0), 128, 128]) for corner in range(16))
    unit = struct.pack(">9i", *(65536 if index % 4 == 0 else 0 for index in range(9)))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + unit + bytes(range(256)) * 4 + corners + bytes(range(256)) * 3
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    tags, body, start = b"", b"", 132 + 2 * 12
    for name, data in ((b"A2B0", table), (b"wtpt", white)):
        tags += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = (
        struct.pack(">I4sI4s4s4s", start + len(body), b"", 0x02400000, b"prtr", b"CMYK", b"Lab ") + bytes(12) + b"acsp"
    )
    head += bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", 2) + tags + body


@pytest.mark.parametrize("suffix", ["tif", "jpg"])
def test_cmyk_by_its_profile(tmp_path: Path, suffix: str) -> None:
    # Paper is white, cyan is a grey of L* 50 (sRGB 119), all else is black.
    profile = _profile({0b0000: 255, 0b1000: 128})
    inks = np.zeros((16, 24, 4), np.uint8)
    inks[:, 8:16, 0] = 255
    inks[:, 16:, 3] = 255
    wanted = np.zeros((16, 24, 3))
    wanted[:, :8], wanted[:, 8:16] = 255, 119
    options = {"quality": 100, "subsampling": 0} if suffix == "jpg" else {}
    assert (
        error(read(tmp_path / f"a.{suffix}", Image.fromarray(inks, "CMYK"), icc_profile=profile, **options), wanted) < 3
    )


def test_cmyk_with_a_broken_profile_is_read_without(tmp_path: Path) -> None:
    image = Image.fromarray(QUARTERS).convert("CMYK")
    assert error(read(tmp_path / "a.tif", image, icc_profile=b"no profile" * 20), QUARTERS) < 3


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_exif_orientation(tmp_path: Path, orientation: int, mode: str) -> None:
    upright = Image.fromarray(QUARTERS).convert(mode)
    # The value n says how to turn the stored picture; storing it is the opposite turn.
    stored = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }[orientation]
    image = upright
    for step in stored:
        image = image.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a.jpg"
    raster = read(path, image, exif=exif, quality=95)
    assert error(raster, np.asarray(upright.convert("RGB")).astype(int)) < 5
    with closing(ImageFile(path)) as file:
        size = file.size(0)
    assert (size.width_px, size.height_px) == (60, 40)


def test_exif_orientation_of_16_bit(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    raster = read(tmp_path / "a.png", Image.fromarray((GREY / 255 * 65535).astype(np.uint16)), exif=exif)
    assert raster.shape == (60, 40, 3)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp", "bmp", "gif"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_truncated_is_never_plain_ok(tmp_path: Path, suffix: str, kept: float) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(CorruptError), closing(ImageFile(path)) as file:
        file.raster(0)


def test_wrong_check_sums_are_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(QUARTERS).save(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 8] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(CorruptError):
        ImageFile(path)


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (12_000, 12_000)).save(path)
    with pytest.raises(LimitError):
        ImageFile(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000)
    with pytest.raises(LimitError):
        ImageFile(path)


@pytest.mark.parametrize(
    ("pixels", "dpi", "points"),
    [
        ((1654, 2339), (200, 200), (595, 842)),  # A4 at its own resolution
        ((1728, 1100), (204, 98), (610, 808)),  # fax: more dots across than down
        ((3000, 4000), (72, 72), (631, 842)),  # a photo: 72 dpi would be a poster
        ((3000, 4000), None, (631, 842)),
        ((400, 300), (1, 1), (842, 631)),
    ],
)
def test_physical_size(
    tmp_path: Path, pixels: tuple[int, int], dpi: tuple[int, int] | None, points: tuple[int, int]
) -> None:
    options: dict[str, Any] = {"dpi": dpi} if dpi else {}
    Image.new("L", pixels).save(tmp_path / "a.jpg", **options)
    with closing(ImageFile(tmp_path / "a.jpg")) as file:
        size = file.size(0)
    assert (round(size.width), round(size.height)) == points
    assert (size.width_px, size.height_px) == pixels


def test_scaled(tmp_path: Path) -> None:
    Image.fromarray(QUARTERS).save(tmp_path / "a.png")
    with closing(ImageFile(tmp_path / "a.png")) as file:
        assert file.scaled(0, 30, 20).shape == (20, 30, 3)
