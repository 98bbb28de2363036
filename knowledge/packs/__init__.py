"""Event packs: what staff have, read into values and written back."""

from knowledge.packs.model import ApprovedAnswer, Invitee, Pack, Problem, Severity
from knowledge.packs.reading import load

__all__ = ["ApprovedAnswer", "Invitee", "Pack", "Problem", "Severity", "load"]
