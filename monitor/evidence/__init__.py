"""Evidence of a version: a file that anyone can verify, with Forewarn or with common tools."""

from monitor.evidence.bundle import ChainLink, ProvenVersion, Rendering, build
from monitor.evidence.verify import Proof, Verification, verify

__all__ = ["ChainLink", "Proof", "ProvenVersion", "Rendering", "Verification", "build", "verify"]
