"""``python -m docvl``."""

from importlib import import_module

# The library never imports the command line; it is only handed over to here.
import_module("docvl.cli.main").app()
