"""What is wrong with a pack, said so that a non-programmer can mend it."""

from knowledge.check.rules import check
from knowledge.check.texts import Explanation, explain

__all__ = ["Explanation", "check", "explain"]
