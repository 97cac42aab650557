"""Finding or starting a Ray cluster, and what it raises as errors of docvl."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from docvl.errors import ConfigError, DocvlError, MissingDependencyError
from docvl.guard.serve import error_of, told_of

try:
    import ray
    import ray.data  # noqa: F401  # its own requirements are missing where only Ray's core is installed
    from ray._private import ray_constants
    from ray.exceptions import RayError
except ImportError:
    raise MissingDependencyError("ray is not installed.", hint="pip install 'docvl[ray]'") from None

LOCAL = "local"
_LOOPBACK = "127.0.0.1"
_PATIENCE = 10.0  # seconds for a first answer
_QUIET = {
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
}


@contextmanager
def session(address: str, cores: int | None = None) -> Iterator[None]:
    """Be connected to a cluster; one that is connected already, whatever its address, is used and kept.

    Args:
        address: ``host:port`` or ``ray://host:port`` of a cluster, ``auto`` for one on this machine, ``local`` for one
            that is started here and ends with the run. Empty: what ``RAY_ADDRESS`` says, else ``local``.
        cores: of a cluster that is started; all by default.

    Raises:
        ConfigError: no cluster answers there.
    """
    if ray.is_initialized():
        yield
        return
    address = address or os.environ.get("RAY_ADDRESS", "") or LOCAL
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    own = {"num_cpus": cores, "include_dashboard": False, "_node_ip_address": _LOOPBACK} if address == LOCAL else {}
    _check(address)
    try:
        with _on_loopback() if address == LOCAL else nullcontext():
            ray.init(address, log_to_driver=False, logging_level="error", **own)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        said = str(error).strip().partition("\n")[0][:200]
        raise _unreachable(address, said) from None
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def errors_of_ray(board: Any) -> Iterator[None]:
    """Turns what Ray raises into the error that a stage met, or into one that names what went wrong.

    Args:
        board: handle of the actor.
    """
    try:
        yield
    except RayError as error:
        told = _told(board)
        if told is not None:
            raise error_of(told) from error
        what = str(error).strip().splitlines()[-1][:300]
        hint = "The same command goes on from where it stopped. Ray's logs say more: see docs/cluster.md."
        raise DocvlError(f"The Ray job failed: {type(error).__name__}: {what}", hint=hint) from error


@contextmanager
def telling(board: Any) -> Iterator[None]:
    """In a worker: puts an error that ends the run on the board."""
    try:
        yield
    except DocvlError as error:
        ray.get(board.stop.remote(told_of(error)))
        raise


@contextmanager
def _on_loopback() -> Iterator[None]:
    """Has a cluster listen on the loopback alone, since whoever reaches it may run code on it.

    Ray takes another address of this machine for that of the loopback, and listens on all of them, unless it is told
    that there are no clusters of several machines, as it is on macOS and Windows; it reads the variable that says so
    (``RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER``) when it is imported.
    """
    enabled, ray_constants.ENABLE_RAY_CLUSTER = ray_constants.ENABLE_RAY_CLUSTER, False
    try:
        yield
    finally:
        ray_constants.ENABLE_RAY_CLUSTER = enabled


def _told(board: Any) -> dict[str, Any] | None:
    with suppress(RayError):
        told: dict[str, Any] | None = ray.get(board.error.remote(), timeout=_PATIENCE)
        return told
    return None


def _check(address: str) -> None:
    """Ray itself would try for minutes, or end the process."""
    at = re.fullmatch(r"(?:ray://)?\[?([^/]+?)\]?:(\d+)", address)
    if at is None:
        if address not in (LOCAL, "auto"):
            raise ConfigError(f"{address!r} is no address of a Ray cluster.", hint="Write host:port, auto or local.")
        return
    try:
        with suppress(TimeoutError), socket.create_connection((at[1], int(at[2])), _PATIENCE):
            return
        raise _unreachable(address, "no answer")
    except OSError as error:
        raise _unreachable(address, error.strerror or str(error)) from None


def _unreachable(address: str, why: str) -> ConfigError:
    hint = "Look with `ray status` there, or use --ray local."
    return ConfigError(f"No Ray cluster can be reached at {address!r}: {why}.", hint=hint)
