"""Decides whether a snapshot is genuine. One that fails here never becomes a version.

inspect    the response itself: status, size, content type; before extraction
examine    the document: empty, block page, source code, expectation; and, compared with the known
           one: another page or language, a wall in a part, a text that breaks off or lost a part
shell      a document of labels only, where the other one holds text
suspicion  a document that lost a part, but was revised, too: it may be genuine or a fault
from_another_site  a snapshot from another site than before, even if it looks similar
"""

from monitor.gate.answer import inspect
from monitor.gate.reading import examine
from monitor.gate.suspicion import from_another_site, suspicion
from monitor.gate.truncation import shell

__all__ = ["examine", "from_another_site", "inspect", "shell", "suspicion"]
