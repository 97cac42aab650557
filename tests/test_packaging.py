"""The distribution holds everything that the tree holds, and works where there is no checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PROJECT["project"]["version"]
SHIPPED = ("docvl", "cli", "pipelines", "schemas")


def _files(suffixes: tuple[str, ...]) -> set[str]:
    """Shipped files below the four folders, by their name in the wheel."""
    found = {path.relative_to(ROOT).as_posix() for top in SHIPPED for path in (ROOT / top).rglob("*")}
    return {name if name.startswith("docvl/") else f"docvl/{name}" for name in found if name.endswith(suffixes)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: setuptools would put files left in ``build/`` into it."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (folder / "dist").glob("*.whl")
    return built


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.rpartition("/")[0].replace("/", ".") for path in _files((".py",))}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == folders | {"docvl.schemas"}


def test_the_wheel_holds_code_and_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == _files((".py", ".json", ".toml", "py.typed", ".html", ".css", ".js"))


def test_the_wheel_works_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    binaries = home / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(binaries / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    # What docvl depends on is taken from this environment; its .pth files, an editable docvl among them, are not.
    (site,) = home.glob("[Ll]ib/**/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    def docvl(*arguments: str) -> str:
        command = [str(binaries / "docvl"), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert VERSION in docvl("--version")
    assert "fapiao" in docvl("schemas", "list")


def test_changelog_and_version_agree() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if line.startswith("## [")).startswith(f"## [{VERSION}]")
