"""A package, so that one cluster serves all of its modules."""
