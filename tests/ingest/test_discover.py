from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from docvl.errors import UsageError
from docvl.ingest import discover

PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = {
        "in/b.pdf": PDF,
        "in/a.PNG": PNG,
        "in/broken.pdf": b"no PDF at all",
        "in/no_suffix": PDF,
        "in/notes.txt": b"text",
        "in/.hidden.pdf": PDF,
        "in/.git/x.pdf": PDF,
        "in/deep/er/c.tif": b"II*\x00",
        "empty/readme.md": b"#",
        "other.pdf": PDF,
    }
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


def test_folders_are_walked_in_order_by_suffix_or_bytes(tree: Path) -> None:
    assert list(discover(["in/"])) == ["in/a.PNG", "in/b.pdf", "in/broken.pdf", "in/no_suffix", "in/deep/er/c.tif"]


def test_named_files_come_in_order_and_once_even_if_missing(tree: Path) -> None:
    named: list[str | Path] = ["other.pdf", "missing.pdf", "in/notes.txt", "./other.pdf", Path("in/b.pdf")]
    assert list(discover(named)) == ["other.pdf", "missing.pdf", "in/notes.txt", "in/b.pdf"]


def test_patterns(tree: Path) -> None:
    assert list(discover(["in/*.pdf"])) == ["in/b.pdf", "in/broken.pdf"]
    assert list(discover(["**/c.*"])) == ["in/deep/er/c.tif"]
    assert "in/deep/er/c.tif" in list(discover(["in/*"]))


def test_a_name_with_pattern_characters_is_a_name_first(tree: Path) -> None:
    Path("in/[1].pdf").write_bytes(PDF)
    assert list(discover(["in/[1].pdf"])) == ["in/[1].pdf"]


@pytest.mark.parametrize("path", ["empty", "in/*.doc", "nothing*"])
def test_nothing_found_is_the_users_error(tree: Path, path: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(discover([path]))
    assert "PDF" in caught.value.hint


def test_no_path_at_all() -> None:
    with pytest.raises(UsageError):
        list(discover([]))


def test_a_list_on_stdin(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("other.pdf\n\nin/deep\n"))
    assert list(discover(["-"])) == ["other.pdf", "in/deep/er/c.tif"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
def test_links_out_of_the_folder_and_devices_are_left_alone(tree: Path) -> None:
    Path("in/inside.pdf").symlink_to("b.pdf")
    Path("in/outside.pdf").symlink_to(tree / "other.pdf")
    Path("in/loop").symlink_to(tree / "in", target_is_directory=True)
    Path("in/dangling.pdf").symlink_to("nowhere.pdf")
    os.mkfifo("in/pipe.pdf")
    found = list(discover(["in"]))
    assert "in/inside.pdf" in found
    assert not {"in/outside.pdf", "in/pipe.pdf", "in/dangling.pdf"} & set(found)
    assert not any("loop" in path for path in found)


def test_folders_of_results_are_left_out_unless_named(tmp_path: Path) -> None:
    for name in ("in", "in/out", "in/other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "in/out/run.json").write_text('{"docvl": "0.1.0"}', encoding="utf-8")
    (tmp_path / "in/other/run.json").write_text("[]", encoding="utf-8")
    assert [path[len(str(tmp_path)) :] for path in discover([tmp_path / "in"])] == ["/in/a.pdf", "/in/other/a.pdf"]
    assert len(list(discover([tmp_path / "in/out"]))) == 1
