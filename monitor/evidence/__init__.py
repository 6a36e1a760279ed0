"""Evidence of a version: a file that anyone can verify, with Forewarn or with common tools."""

from monitor.evidence.bundle import Case, ChainLink, build
from monitor.evidence.verify import Proof, Verification, verify

__all__ = ["Case", "ChainLink", "Proof", "Verification", "build", "verify"]
