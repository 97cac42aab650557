"""Names of the files of documents."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.store.names import names_of


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("in/sub", "other"):
        (tmp_path / folder).mkdir(parents=True)


@pytest.mark.parametrize(
    ("inputs", "sources", "names"),
    [
        (["in"], ["in/a.pdf", "in/sub/b.jpg"], ["a", "sub/b"]),
        (["in"], ["in/sub/a.pdf", "in/sub/b.pdf"], ["sub/a", "sub/b"]),
        (["in", "other"], ["in/a.pdf", "other/a.pdf"], ["in/a", "other/a"]),
        (["in/a.pdf"], ["in/a.pdf"], ["a"]),
        (["in/a.pdf", "in/sub/b.pdf"], ["in/a.pdf", "in/sub/b.pdf"], ["a", "sub/b"]),
        (["in/*.pdf"], ["in/a.pdf", "in/b.pdf"], ["a", "b"]),
        (["in", "x.pdf"], ["in/a.pdf", "x.pdf"], ["in/a", "x"]),
        (["../../../etc/x.pdf", "in"], ["../../../etc/x.pdf", "in/a.pdf"], None),
        (["in"], ["in/a.pdf", "in/a.png", "in/b.pdf"], ["a.pdf", "a.png", "b"]),
        (["in"], ["in/A.pdf", "in/a.pdf"], ["A.pdf", "a.pdf-2"]),
        (["in"], ["in/a.pdf.png", "in/a.pdf", "in/a.png"], ["a.pdf", "a.pdf-2", "a.png"]),
        (["in"], ["in/a.b.pdf", "in/.pdf", "in/no suffix"], ["a.b", "_.pdf", "no suffix"]),
    ],
)
def test_names(inputs: list[str], sources: list[str], names: list[str] | None) -> None:
    given = names_of(inputs, sources)
    assert list(given) == sources
    if names is not None:
        assert list(given.values()) == names
    assert not any(".." in PurePosixPath(name).parts or name.startswith("/") for name in given.values())


@pytest.mark.parametrize(
    "bad", ["a:b?.pdf", "con.pdf", "a\nb.pdf", "NUL", "x. .pdf", "\\udcff.pdf", "发" * 200 + ".pdf"]
)
def test_names_are_possible_anywhere(bad: str) -> None:
    (name,) = names_of(["in"], [f"in/{bad}"]).values()
    assert not set(name) & set('<>:"\\|?*\n')
    assert name.rstrip(". ") == name
    assert PurePosixPath(name).stem.lower() not in ("con", "nul")
    assert len(name.encode()) <= 220


@given(st.lists(st.text(st.sampled_from("aAé发.-2:"), min_size=1, max_size=5), unique=True, min_size=1, max_size=12))
def test_no_two_documents_share_a_name(stems: list[str]) -> None:
    sources = [f"in/{stem}.pdf" for stem in stems] + [f"in/{stem}.png" for stem in stems]
    names = names_of(["in"], sources)
    assert len({name.casefold() for name in names.values()}) == len(sources)
