"""Two nodes on one machine, of which one goes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import MakePdf

pytest.importorskip("ray")

_JOB = """
import sys, threading, time
import docvl, ray
from ray.cluster_utils import Cluster

cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 100_000_000})
second = cluster.add_node(num_cpus=1, object_store_memory=100_000_000)
ray.init(cluster.address, log_to_driver=False)
cluster.wait_for_nodes()
nodes = {node["NodeID"] for node in ray.nodes() if node["Alive"]}
assert len(nodes) == 2
gone = []

def watch(count):
    if count.documents >= 8 and not gone:
        gone.append(count.documents)
        cluster.remove_node(second, allow_graceful=False)

schema = {"type": "object", "properties": {"number": {"type": ["string", "null"]}}}
run = docvl.extract(sys.argv[1], schema=schema, engine="scripted", ray=cluster.address, part_documents=4)
report = run.write_parts(sys.argv[2], watch=watch)
assert gone
print(dict(report.summary.statuses), len([node for node in ray.nodes() if node["Alive"]]))
ray.shutdown()
cluster.shutdown()
"""


@pytest.mark.slow
def test_a_job_outlives_a_node(make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str]) -> None:
    for index in range(40):
        make_pdf(f"{index:02d}.pdf", f"NUMBER {index} SLEEP 0.4")
    arguments = [sys.executable, "-c", _JOB, str(tmp_path / "in"), str(tmp_path / "out")]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "{'ok': 40} 1" in done.stdout.splitlines()  # Ray says something, too
    parts = (tmp_path / "out" / "records").glob("*.parquet")
    paths = [source["path"] for part in parts for source in pq.read_table(part)["source"].to_pylist()]
    assert len(paths) == len(set(paths)) == 40
