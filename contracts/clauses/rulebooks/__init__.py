"""The rulebooks: those that ship beside this file, and the firm's own. All of them are data."""

from contracts.clauses.rulebooks.reading import read
from contracts.clauses.rulebooks.shelf import DEFAULT, available, load
from contracts.clauses.rulebooks.source import Faulty, Source

__all__ = ["DEFAULT", "Faulty", "Source", "available", "load", "read"]
