"""Owes the operators what broke, what healed, what cannot be sent, and what is proposed."""

from dataclasses import dataclass

from bot.operator_messages import report_message
from delivery.context import DeliveryContext
from monitor.health import OperatorReport, Undelivered, operator_report
from runtime.clock import now
from storage.archive.proposals import OpenProposal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """What the operators do not know yet."""

    report: OperatorReport
    undelivered: list[Undelivered]
    proposed: list[OpenProposal]


def tell_operators(context: DeliveryContext) -> None:
    """One message for each chat of FOREWARN_ADMIN_CHAT_IDS, however many sources there are.

    They go out as all messages do: a chat that refuses its own is tried again, alone.
    """
    chats = context.operators
    if not chats:
        return
    report = _untold(context)
    if report.report or report.undelivered or report.proposed:
        for chat_id in dict.fromkeys(chats):
            _owe(context, chat_id, report)
    _note(context, report)


def _untold(context: DeliveryContext) -> _Report:
    watched = {source.id for source in context.catalogue.enabled}
    healths = [h for h in context.stores.health.everything() if h.source_id in watched]
    return _Report(
        report=operator_report(healths, now()),
        undelivered=context.stores.undelivered.untold(now()),
        proposed=context.stores.proposals.untold(),
    )


def _owe(context: DeliveryContext, chat_id: int, report: _Report) -> None:
    operator = context.stores.subscribers.operator(chat_id, now())
    proposals = [proposed.proposal for proposed in report.proposed]
    told = report_message(report.report, report.undelivered, proposals, operator.language)
    context.stores.announcements.report(operator.id, told, now())


def _note(context: DeliveryContext, report: _Report) -> None:
    if report.report or report.report.joined:
        context.stores.health.told(report.report, now())
    if report.undelivered:
        context.stores.undelivered.told(report.undelivered, now())
    if report.proposed:
        context.stores.proposals.told(proposed.id for proposed in report.proposed)
