"""Records beside the tables that a company has: invoices joined with orders.

    python -m docvl.pipelines.etl OUT orders.parquet joined.parquet

``OUT`` is what ``docvl extract --schema invoice -o OUT`` wrote, with ``--ray`` or without. ``orders.parquet`` has the
columns ``order_reference`` and ``agreed_total``. The result says of each invoice whether it is about an order, and
whether the amounts agree; what was read with a doubt is marked, so that nobody pays by it unseen.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd


def join(records: pd.DataFrame, orders: pd.DataFrame, sure: float = 0.9) -> pd.DataFrame:
    """One row an invoice.

    Args:
        records: as docvl writes them.
        orders: with ``order_reference`` and ``agreed_total``.
        sure: confidence from which a total needs no second look.
    """
    read = records[records["status"] != "failed"]
    invoices = pd.DataFrame(
        {
            "path": [source["path"] for source in read["source"]],
            "order_reference": [data["order_reference"] for data in read["data"]],
            "total": [None if data["total"] is None else float(data["total"]) for data in read["data"]],
            "confidence": [_confidence(fields) for fields in read["fields"]],
        }
    )
    joined = invoices.merge(orders, on="order_reference", how="left")
    joined["agrees"] = (joined["total"] - joined["agreed_total"]).abs() < 0.005
    joined["look"] = (joined["confidence"] < sure) | ~joined["agrees"]
    return joined


def _confidence(fields: list[tuple[str, dict[str, float]]]) -> float:
    return next((evidence["confidence"] for pointer, evidence in fields if pointer == "/total"), 0.0)


def main() -> None:
    """Join what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("out", "orders", "joined"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    parts = args.out / "records"
    records = pd.read_parquet(parts if parts.is_dir() else args.out / "records.parquet")
    join(records, pd.read_parquet(args.orders)).to_parquet(args.joined)


if __name__ == "__main__":
    main()
