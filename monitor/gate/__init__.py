"""Decides whether a snapshot is genuine. One that fails here never becomes a version.

inspect    the response itself: status, size, content type; before extraction
examine    the document: empty, block page, soft 404, expectation, collapse, language
suspicion  a document that may be genuine or a fault: a page that lost a part, or another page
stray      a snapshot from another site than before, even if it looks similar
"""

from monitor.gate.answer import inspect
from monitor.gate.reading import examine
from monitor.gate.suspicion import stray, suspicion

__all__ = ["examine", "inspect", "stray", "suspicion"]
