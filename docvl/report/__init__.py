"""A run as one HTML file in which people check it: pages, evidence, issues, corrections that become labels."""

from docvl.report.pictures import Picture, pages_to_show, picture_of
from docvl.report.writer import EMBED_LIMIT, Heading, Reviewed, write_review

__all__ = [
    "EMBED_LIMIT",
    "Heading",
    "Picture",
    "Reviewed",
    "pages_to_show",
    "picture_of",
    "write_review",
]
