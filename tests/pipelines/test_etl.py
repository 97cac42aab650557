"""The example of an ETL job."""

from __future__ import annotations

from pathlib import Path

import pytest

import docvl
from tests.conftest import ROOT


@pytest.mark.usefixtures("in_process")
def test_invoices_meet_orders(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    from pipelines.etl import join

    docvl.extract(ROOT / "samples" / "invoices" / "english.pdf", schema="invoice", workers=1).to_parquet(tmp_path)
    records = pd.read_parquet(tmp_path / "records.parquet")
    order = records["data"][0]["order_reference"]
    total = float(records["data"][0]["total"])
    orders = pd.DataFrame({"order_reference": [order, "other"], "agreed_total": [total, 1.0]})
    (row,) = join(records, orders, sure=0.1).to_dict("records")
    assert (row["order_reference"], row["total"], row["agrees"], row["look"]) == (order, total, True, False)
    (row,) = join(records, orders.assign(agreed_total=1.0)).to_dict("records")
    assert (row["agrees"], row["look"]) == (False, True)
