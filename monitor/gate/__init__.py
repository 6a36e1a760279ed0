"""Is a capture a true one? What fails here never becomes a version.

inspect   the answer itself: status, size, kind of content; before extraction
examine   what was read: empty, wall, soft 404, expectation, collapse, language
doubt     what may be true and may be a fault: a page that lost a part, or another page
stray     what came from another site than before, however much it looks alike
"""

from monitor.gate.answer import inspect
from monitor.gate.reading import examine
from monitor.gate.suspicion import stray, suspicion

__all__ = ["examine", "inspect", "stray", "suspicion"]
