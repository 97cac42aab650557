"""A server that speaks S3, for tests of places in buckets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


PORT = free_port()
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORT}",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def serve(monkeypatch: pytest.MonkeyPatch, *, refusing: bool = False) -> Iterator[str]:
    """The URI of a bucket, on a server of its own, which may let nobody in."""
    if find_spec("moto") is None or find_spec("flask") is None:
        pytest.skip("moto's server is not installed")
    port = free_port() if refusing else PORT
    url, bucket = f"http://127.0.0.1:{port}", "docvl-refusing" if refusing else "docvl-test"
    for name, value in {**SETTINGS, "AWS_ENDPOINT_URL": url}.items():
        monkeypatch.setenv(name, value)
    code = "from moto.server import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | ({"INITIAL_NO_AUTH_ACTION_COUNT": "1"} if refusing else {}),
    )
    try:
        _await(url)
        request = urllib.request.Request(f"{url}/{bucket}", method="PUT")  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310
        yield f"s3://{bucket}"
    finally:
        server.kill()
        server.wait()


def _await(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/moto-api/").close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")
