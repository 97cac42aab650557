"""``docvl plan``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.config import PlanOptions
from docvl.errors import DocumentError

from ._console import EXIT_INCOMPLETE, data, plain, show_error, talk
from ._options import options_of

if TYPE_CHECKING:
    from rich.table import Table

    from docvl.document import Page
    from docvl.plan import Grid

_GAP_PX, _LINE = 4, (220, 40, 60)  # between tiles in a picture


@dataclass(frozen=True, slots=True)
class _Planned:
    path: str
    page: Page
    grid: Grid

    @property
    def dpi(self) -> tuple[int, int] | None:
        """Dots per inch, across and down, at which the model sees the page; None where it does not."""
        if not self.grid.tiles:
            return None
        across, down = self.grid.size
        return round(72 * across / self.page.width), round(72 * down / self.page.height)

    def line(self) -> str:
        grid = self.grid
        shown = {"path": self.path, "page": self.page.number, "dpi": self.dpi}
        shown |= {"columns": grid.columns, "rows": grid.rows, "tiles": grid.tiles}
        shown |= {"tiles_with_thumbnail": grid.tiles_with_thumbnail, "visual_tokens": grid.visual_tokens}
        return json.dumps(shown, ensure_ascii=False)


@options_of(PlanOptions)
def plan(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Files, folders or patterns; '-' for a list on stdin, one a line."),
    ],
    image: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT",
            help="Folder for pictures of the pages as the model will see them: tiles with the grid between, thumbnail.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    **options: Any,
) -> None:
    """Show how pages will be cut into tiles and how many visual tokens that makes, before they are spent."""
    chosen = PlanOptions.build(options)
    planner = _Planner(paths, chosen, image)
    if sys.stdout.isatty():
        with talk().status("planning"):
            planned = list(planner)
        data().print(_table(planned))
    else:
        planned = []
        for done in planner:
            planned.append(done)
            typer.echo(done.line())
    if not quiet:
        talk().print(_totals(planned))
    if planner.failures:
        raise typer.Exit(EXIT_INCOMPLETE)


class _Planner:
    """Plans page after page, draws them if asked to, and counts what cannot be read."""

    def __init__(self, paths: list[str], options: PlanOptions, image: Path | None) -> None:
        self.failures = 0
        self._paths = paths
        self._options = options
        self._image = image

    def __iter__(self) -> Iterator[_Planned]:
        from docvl.ingest import discover, open_document, printable_path

        for number, path in enumerate(discover(self._paths), start=1):
            shown = printable_path(path)
            try:
                with open_document(path, self._options) as document:
                    for page in document.pages():
                        yield from self._page(shown, number, page)
            except DocumentError as error:
                self._fail(shown, error)

    def _page(self, path: str, number: int, page: Page) -> Iterator[_Planned]:
        from docvl.plan import plan_page

        try:
            words = page.text.words if self._options.policy == "document" else None
            grid = plan_page(page, self._options, words=words)
            if self._image is not None and grid.tiles:
                name = f"{number:04d}-{Path(path).stem}-page-{page.number}.png"
                _draw(page, grid, self._image / name, fast=self._options.resize == "fast")
        except DocumentError as error:
            self._fail(f"{path}, page {page.number}", error)
        else:
            yield _Planned(path, page, grid)

    def _fail(self, where: str, error: DocumentError) -> None:
        self.failures += 1
        show_error(f"{where}: {error}", error.hint)


def _draw(page: Page, grid: Grid, path: Path, *, fast: bool) -> None:
    """Write the tiles in their places, lines between them, and the thumbnail to the right."""
    import numpy as np
    from PIL import Image

    from docvl.preprocess import page_tiles
    from docvl.store.files import replacing

    side, step = grid.tile_size, grid.tile_size + _GAP_PX
    places = [(row * step, column * step) for row in range(grid.rows) for column in range(grid.columns)]
    if grid.tiles > 1:
        places.append((0, grid.columns * step))
    height, width = grid.rows * step + _GAP_PX, max(left for _, left in places) + step + _GAP_PX
    picture = np.full((height, width, 3), _LINE, dtype=np.uint8)
    for (top, left), tile in zip(places, page_tiles(page, grid, fast=fast), strict=True):
        picture[top + _GAP_PX : top + step, left + _GAP_PX : left + step] = tile
    picture[side + 2 * _GAP_PX :, grid.columns * step + _GAP_PX :] = 255
    with replacing(path) as temporary:
        Image.fromarray(picture).save(temporary, format="PNG")


def _table(planned: list[_Planned]) -> Table:
    from rich.table import Table

    table = Table("document", "page", "dpi", "grid", "tiles", "visual tokens", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    last = ""
    for done in planned:
        grid, dpi = done.grid, done.dpi
        tiles = f"{grid.tiles} + 1" if grid.tiles > 1 else str(grid.tiles)
        shape = f"{grid.columns} × {grid.rows}" if dpi else "blank"
        table.add_row(
            plain(done.path if done.path != last else ""),
            str(done.page.number),
            f"{dpi[0]} × {dpi[1]}" if dpi else "",
            shape,
            tiles,
            f"{grid.visual_tokens:,}",
        )
        last = done.path
    return table


def _totals(planned: list[_Planned]) -> str:
    documents, tiles = len({done.path for done in planned}), sum(done.grid.tiles_with_thumbnail for done in planned)
    tokens = sum(done.grid.visual_tokens for done in planned)
    return f"{documents} documents, {len(planned)} pages: {tiles:,} tiles with thumbnails, {tokens:,} visual tokens"
