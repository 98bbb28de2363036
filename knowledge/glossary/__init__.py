"""Parallel terms in the nine languages, and the words of a question carried from one language into others."""

from knowledge.glossary.carry import Carried, Glossary

__all__ = ["Carried", "Glossary"]
