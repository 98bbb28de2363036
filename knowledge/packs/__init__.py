"""Event packs: what staff have, read into values and written back."""

from knowledge.packs.model import ApprovedAnswer, Invitee, Pack, Problem, Severity
from knowledge.packs.reading import load
from knowledge.packs.writing import save

__all__ = ["ApprovedAnswer", "Invitee", "Pack", "Problem", "Severity", "load", "save"]
