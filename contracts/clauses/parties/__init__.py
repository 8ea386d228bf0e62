"""The parties of a contract: what it calls each of them."""

from contracts.clauses.parties.sides import Parties, parties

__all__ = ["Parties", "parties"]
