"""The same run on a Ray cluster.

Ray Data moves the documents through these stages; what they do is what a run on one machine does:

1. list the inputs (:mod:`docvl.cluster.inputs`);
2. read each document under guard, or, where a model is asked, decode it (:mod:`docvl.cluster.reading`);
3. ask the model, in actors that hold it (:mod:`docvl.cluster.asking`);
4. stage the records as parts (:mod:`docvl.cluster.writing`), which the driver publishes (:mod:`docvl.cluster.job`).

Each stage asks for other resources than its neighbours: Ray Data would run equal ones in one process, and a model would
wait for pages to be drawn.
"""

from __future__ import annotations

from docvl.cluster.session import session  # isort: skip  # says what is missing, before the others need it
from docvl.cluster.job import Archive
from docvl.cluster.watching import Count, Report

__all__ = ["Archive", "Count", "Report", "session"]
