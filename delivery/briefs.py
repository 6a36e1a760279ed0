"""The briefs that are ready for what is rendered now."""

from collections.abc import Iterable, Mapping

from delivery.context import DeliveryContext
from monitor.briefs import Brief
from monitor.language import Language
from monitor.model import Change


def ready_briefs(
    context: DeliveryContext, changes: Iterable[Change], language: Language
) -> Mapping[int, Brief]:
    """Return the briefs that are ready, by the change's id; none without a model."""
    if not context.has_model:
        return {}
    return context.stores.briefs.ready((change.id for change in changes), language)
