"""How many tiles a page is cut into, and in which grid; numbers only, until a page without words must be looked at."""

from docvl.plan.grid import LEGIBLE_PX, TILE_PX, Grid, plan_grid
from docvl.plan.page import page_pixels, plan_page

__all__ = ["LEGIBLE_PX", "TILE_PX", "Grid", "page_pixels", "plan_grid", "plan_page"]
