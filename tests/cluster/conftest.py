"""One small Ray cluster for all tests of runs on clusters."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from docvl.engines.scripted import ScriptedEngine
from docvl.pipeline import engine_for
from tests.conftest import FAULTS, ROOT
from tests.faults.sitecustomize import obey


@pytest.fixture(scope="session")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where documents leave marks."""
    return tmp_path_factory.mktemp("marks")


@pytest.fixture(scope="module")
def cluster(marks: Path) -> Iterator[None]:
    """Two cores, an engine that obeys the words of documents, and a server that speaks S3 where there is one."""
    ray = pytest.importorskip("ray")
    from tests.store.buckets import SETTINGS

    settings = {
        **SETTINGS,
        "PYTHONPATH": os.pathsep.join([str(FAULTS), str(ROOT)]),
        "PYTHONWARNINGS": "ignore",
        "DOCVL_TEST_FOLDER": str(marks),
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.syspath_prepend(str(FAULTS))
        monkeypatch.setattr(ScriptedEngine.__init__, "__defaults__", (obey,))
        engine_for.cache_clear()
        ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=300_000_000)
        yield
        ray.shutdown()
        engine_for.cache_clear()
