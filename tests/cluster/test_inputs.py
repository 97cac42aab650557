"""What is to be read, cut into blocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvl.errors import UnreadableError, UsageError
from tests.conftest import MakePdf

pytest.importorskip("ray")

from docvl.cluster.inputs import Input, at_hand, list_inputs, tables


def test_blocks_grow_and_lose_nothing() -> None:
    found = [Input(f"{index}.pdf", f"/in/{index}.pdf") for index in range(3000)]
    blocks = list(tables(found, cores=2))
    sizes = [block.num_rows for block in blocks]
    assert (sizes[0], sizes[16], max(sizes)) == (4, 8, 128)
    assert sizes[:-1] == sorted(sizes[:-1])
    assert [row["name"] for block in blocks for row in block.to_pylist()] == [document.name for document in found]


def test_a_document_is_listed_once_under_the_name_it_was_given(
    make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_pdf("a.pdf", "x")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert list(list_inputs(["in", "in/a.pdf", str(path)])) == [Input("in/a.pdf", str(path))]
    with pytest.raises(UsageError, match="holds no documents"):
        list(list_inputs(["empty"]))


def test_what_is_on_a_disk_is_not_copied(make_pdf: MakePdf) -> None:
    path = make_pdf("a.pdf", "x")
    with at_hand(Input("a.pdf", str(path))) as here:
        assert here == str(path)


def test_what_is_gone_from_a_bucket_is_unreadable(tmp_path: Path) -> None:
    gone = Input(f"file://{tmp_path}/a.pdf", f"{tmp_path}/a.pdf", f"file://{tmp_path}")
    with pytest.raises(UnreadableError, match="No such file"), at_hand(gone):
        pass
