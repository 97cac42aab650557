"""A review in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Browse = Callable[..., Any]


@pytest.fixture
def browse(tmp_path: Path) -> Iterator[Browse]:
    """Opens a file in headless Chromium, which saves downloads to ``tmp_path / "downloads"``."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    opened: list[Any] = []

    def open_file(path: Path, *, language: str = "en-US", dark: bool = False) -> Any:
        options = webdriver.ChromeOptions()
        options.binary_location = binary
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--lang={language}"):
            options.add_argument(argument)
        preferences = {"download.default_directory": str(tmp_path / "downloads"), "intl.accept_languages": language}
        options.add_experimental_option("prefs", preferences)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        page = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        opened.append(page)
        size = {"width": 1400, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        page.get(path.as_uri())
        return page

    yield open_file
    for page in opened:
        page.quit()
