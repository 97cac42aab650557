"""What happens where the extra is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_a_missing_extra_is_named_with_its_pip_line() -> None:
    code = (
        "import sys\nsys.modules['torch'] = None\n"
        "from docvl.errors import MissingDependencyError\n"
        "try:\n    import docvl.engines.internvl\n"
        "except MissingDependencyError as error:\n    print(error.message, error.hint)\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "InternVL models need the package 'torch'. pip install 'docvl[internvl]'\n"
