"""Lawsuits against sellers: their parties, their stages, their next dates."""

from monitor.cases.case import Case, CaseEntry
from monitor.cases.stage import Stage

__all__ = ["Case", "CaseEntry", "Stage"]
