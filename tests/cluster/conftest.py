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


@pytest.fixture(scope="package")
def cluster(marks: Path) -> Iterator[None]:
    """Two cores, an engine that obeys the words of documents, and a server that speaks S3 where there is one."""
    ray = pytest.importorskip("ray")
    from docvl.cluster import session
    from tests.store.buckets import SETTINGS

    settings = {
        **SETTINGS,
        "PYTHONPATH": os.pathsep.join([str(FAULTS), str(ROOT)]),
        "PYTHONWARNINGS": "ignore",
        "DOCVL_TEST_FOLDER": str(marks),
    }
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.syspath_prepend(str(FAULTS))
        monkeypatch.setattr(ScriptedEngine.__init__, "__defaults__", (obey,))
        engine_for.cache_clear()
        with session("local", 2):
            yield
        assert not ray.is_initialized()
        engine_for.cache_clear()


@pytest.fixture(scope="package")
def bucket(cluster: None) -> Iterator[str]:
    """URI of a bucket that the cluster can reach; each test takes a folder of its own."""
    from tests.store.buckets import serve

    with pytest.MonkeyPatch.context() as monkeypatch:
        yield from serve(monkeypatch)
