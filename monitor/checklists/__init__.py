"""What to do next: short, reviewed checklists by kind of change (checklists.yaml)."""

from monitor.checklists.checklist import Checklist, OfficialLink, checklist
from monitor.checklists.choose import checklist_for

__all__ = ["Checklist", "OfficialLink", "checklist", "checklist_for"]
