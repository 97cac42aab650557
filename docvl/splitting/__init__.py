"""Files that hold many documents: pages classified, documents found, each sent to its schema."""

from docvl.splitting.documents import Part, split_pages
from docvl.splitting.kinds import Kind, PageKind
from docvl.splitting.routing import Route, route, schema_kind

__all__ = ["Kind", "PageKind", "Part", "Route", "route", "schema_kind", "split_pages"]
