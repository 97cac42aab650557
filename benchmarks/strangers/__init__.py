"""Documents of many kinds, each with a schema of its own and the truth; every text is invented."""

from benchmarks.strangers import boxes, cards, chinese, notices, objects, pairs, tables

KINDS = {
    "captions and values": pairs.ALL,
    "boxes and ticks": boxes.ALL,
    "tables": tables.ALL,
    "cards and slips": cards.ALL,
    "objects": objects.ALL,
    "notices and bills": notices.ALL,
    "Chinese": chinese.ALL,
}
"""Kind -> what draws its documents."""
