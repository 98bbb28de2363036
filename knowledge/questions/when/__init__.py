"""Time expressions in a delegate's question, in nine languages: `find_times`."""

from knowledge.questions.when.find import find_times

__all__ = ["find_times"]
