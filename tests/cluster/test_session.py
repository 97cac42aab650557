"""A cluster that is started here."""

from __future__ import annotations

import ipaddress

import psutil
import pytest

pytest.importorskip("ray")

import ray

pytestmark = [
    # What Ray itself does.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::DeprecationWarning"),
]


@pytest.mark.usefixtures("cluster")
def test_it_can_be_reached_from_this_machine_only() -> None:
    ray.get(ray.put(1))
    own = psutil.Process()
    opened = [
        connection.laddr.ip
        for process in (own, *own.children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert opened
    assert {address for address in opened if not _is_loopback(address)} == set()


def _is_loopback(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
