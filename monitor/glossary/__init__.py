"""A reviewed glossary of what sellers read: shown after quoted words, and used by the search.

terms      the terms of glossary.yaml, in six languages, and their inflected forms
matches    where they stand in a text
near       finds the terms that a mistyped word may mean
gloss      puts a term's translation after the words that a reader may not read
"""

from monitor.glossary.gloss import Glosser, gloss
from monitor.glossary.near import near_terms
from monitor.glossary.terms import LANGUAGES, Term, terms, translations

__all__ = ["LANGUAGES", "Glosser", "Term", "gloss", "near_terms", "terms", "translations"]
