"""Child processes for what may hang, crash or eat memory: the parent outlives it all.

A child is a Python of its own (spawned, never forked), so that a script needs no ``if __name__ == "__main__"``. The two
talk over the child's standard streams, one request at a time:

* to the child, a line of JSON for each request, the first one with its limits and whatever else it needs;
* to the parent, a line of JSON for each answer, before it any number of signs of life: lines with the number of the
  page that is begun, or with nothing.

What a limit stops, and what a crash costs, is one document or page: see :class:`docvl.guard.child.Death`.
"""
