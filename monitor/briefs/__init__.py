"""Briefs and translations by a language model: what it is asked, and what of its answer is shown.

brief    the values: a brief of three lines, a translation, why an answer is refused
prompt   what is asked: instructions, and the edits as data that cannot leave their block
claims   which numbers, dates, codes and names a text states, and whether a source states them too
answer   read an answer: only what the source bears out is accepted
"""

from monitor.briefs.answer import read_brief, read_translation
from monitor.briefs.brief import Brief, BriefFault, BriefKind, Translation, is_foreign
from monitor.briefs.prompt import ModelPrompt, prompt_of, translated_edits

__all__ = [
    "Brief",
    "BriefFault",
    "BriefKind",
    "ModelPrompt",
    "Translation",
    "is_foreign",
    "prompt_of",
    "read_brief",
    "read_translation",
    "translated_edits",
]
