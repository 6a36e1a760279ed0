"""Change real pages in one known way: what must be told, what is noise, what is no true capture."""

# Imported for the kinds that they register.
from benchmarks.mutations import captures, faults, noise_in_html, noise_in_text, real_text, sections
from benchmarks.mutations.kinds import REGISTRY, Expected, Kind

__all__ = [
    "REGISTRY",
    "Expected",
    "Kind",
    "captures",
    "faults",
    "noise_in_html",
    "noise_in_text",
    "real_text",
    "sections",
]
