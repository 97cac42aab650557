"""Files that hold many documents: pages classified, documents found, each sent to its schema."""

from docvl.splitting.documents import Part, split_pages
from docvl.splitting.kinds import Kind, PageKind
from docvl.splitting.remarks import ONLY_BLANK, remarks, without_schema
from docvl.splitting.routing import Route, route, schema_kind

__all__ = [
    "ONLY_BLANK",
    "Kind",
    "PageKind",
    "Part",
    "Route",
    "remarks",
    "route",
    "schema_kind",
    "split_pages",
    "without_schema",
]
