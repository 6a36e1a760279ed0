"""Lawsuits against sellers: their parties, their stages, their next dates."""

from monitor.cases.case import Case
from monitor.cases.stage import Stage, stage_of

__all__ = ["Case", "Stage", "stage_of"]
