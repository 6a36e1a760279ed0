"""Edits as a page shows them: ordered, filtered, counted, with the changed words marked. Pure.

choice     what the visitor chose: kind, level, order, view, part
folding    equal sentences of a long paragraph, folded
runs       both sides of an edit as runs of words: equal, removed, new, and those that matter
rows       a row of a table as cells
panels     one edit
sections   the headings with their counts
selection  those of one part, in the chosen order
view       all of it
addresses  what its parts link to
surroundings  what stands before and after an edit
plain      the same as plain text
"""

from web.diffing.addresses import DiffAddresses
from web.diffing.choice import DiffChoice
from web.diffing.plain import as_text, quote
from web.diffing.surroundings import context_of
from web.diffing.view import DiffView, view_of

__all__ = ["DiffAddresses", "DiffChoice", "DiffView", "as_text", "context_of", "quote", "view_of"]
