"""A server that speaks S3, for tests of places in buckets."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

PORT = 5097
URL = f"http://127.0.0.1:{PORT}"
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_ENDPOINT_URL": URL,
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URI of a bucket, on a server of its own."""
    if find_spec("moto") is None or find_spec("flask") is None or shutil.which("sh") is None:
        pytest.skip("moto's server is not installed")
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    code = "from moto.server import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, "-H", "127.0.0.1", "-p", str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await()
        request = urllib.request.Request(f"{URL}/docvl-test", method="PUT")  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310
        yield "s3://docvl-test"
    finally:
        server.kill()
        server.wait()


def _await() -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{URL}/moto-api/").close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")
