"""What scanners and cameras do to a page."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray
from PIL import Image

from samples.drawing.sheet import pdf_bytes

Raster = NDArray[np.uint8]
"""(height, width), grey; or (height, width, 3), RGB."""


def raster(document: pymupdf.Document, dpi: int) -> Raster:
    """-> (height, width, 3), uint8, RGB: the first page."""
    pixmap = document[0].get_pixmap(dpi=dpi)
    pixels: Raster = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 3)
    return pixels


def scanned(page: Raster, *, skew: float, seed: int) -> Raster:
    """A grey scan: tilted by ``skew`` degrees clockwise, a little soft, with noise.

    Returns:
        (height, width), uint8.
    """
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    tilt = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    tilted = cv2.warpAffine(grey, tilt, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,))
    soft = cv2.GaussianBlur(tilted, (0, 0), 0.6).astype(np.float32)
    noise = np.random.default_rng(seed).normal(0, 6, soft.shape)
    scan: Raster = np.clip(soft * 0.92 + 12 + noise, 0, 255).astype(np.uint8)
    return scan


def photographed(page: Raster, *, seed: int, scale: int = 1) -> Raster:
    """A photo: the paper on a table, seen from the side, lit from one corner.

    Returns:
        (1600 * scale, 1200 * scale, 3), uint8, RGB.
    """
    height, width = page.shape[:2]
    size = 1200 * scale, 1600 * scale
    random = np.random.default_rng(seed)
    grain = cv2.resize(random.normal(0, 1, (100, 8)), size, interpolation=cv2.INTER_CUBIC)[..., None]
    table = np.array([112, 84, 62], np.float32) + 9 * grain
    corners = np.array([[240, 110], [985, 150], [1045, 1490], [165, 1440]], np.float32) * scale
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(flat, corners)
    paper = cv2.warpPerspective(page, view, size, flags=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), view, size)[..., None]
    scene = paper * cover + table * (1 - cover)
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    light = (1.0 - 0.28 * across - 0.18 * down)[..., None]
    return np.clip(scene * light + random.normal(0, 3, scene.shape), 0, 255).astype(np.uint8)


def jpeg(pixels: Raster, *, quality: int, dpi: int) -> bytes:
    """The file, resolution noted."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality, dpi=(dpi, dpi))
    return file.getvalue()


def image_pdf(pixels: Raster, *, quality: int, dpi: int) -> bytes:
    """A PDF of one page that holds nothing but the picture."""
    height, width = pixels.shape[:2]
    document = pymupdf.open()
    page = document.new_page(width=width * 72 / dpi, height=height * 72 / dpi)
    page.insert_image(page.rect, stream=jpeg(pixels, quality=quality, dpi=dpi))
    return pdf_bytes(document)
