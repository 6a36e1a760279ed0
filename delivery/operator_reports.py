"""Enqueues reports for the operators: failures, recoveries, undelivered messages, proposals."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.operator_messages import catalogue_message, report_message
from delivery.context import DeliveryContext
from monitor.health import OperatorReport, Undelivered, operator_report
from runtime.clock import now
from storage.archive.proposals import OpenProposal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """What the operators were not notified of yet."""

    report: OperatorReport
    undelivered: list[Undelivered]
    proposed: list[OpenProposal]


def notify_operators(context: DeliveryContext) -> None:
    """Enqueue one message for each chat of FOREWARN_ADMIN_CHAT_IDS, however many sources it covers.

    They are sent through the outbox: a chat that refuses its message is retried on its own.
    """
    chats = context.operators
    if not chats:
        return
    report = _pending_report(context)
    if report.report or report.undelivered or report.proposed:
        for chat_id in dict.fromkeys(chats):
            _enqueue(context, chat_id, report)
    _mark_reported(context, report)


def report_catalogue(context: DeliveryContext, problems: Sequence[str]) -> None:
    """Enqueue a message for each operator on files of the catalogue that are wrong."""
    for chat_id in dict.fromkeys(context.operators):
        operator = context.stores.subscribers.operator(chat_id, now())
        text = catalogue_message(problems, operator.language)
        context.stores.announcements.report(operator.id, text, now())


def _pending_report(context: DeliveryContext) -> _Report:
    enabled = {source.id for source in context.catalogue.enabled}
    healths = [h for h in context.stores.health.everything() if h.source_id in enabled]
    return _Report(
        report=operator_report(healths, now()),
        undelivered=context.stores.undelivered.unnotified(now()),
        proposed=context.stores.proposals.unnotified(),
    )


def _enqueue(context: DeliveryContext, chat_id: int, report: _Report) -> None:
    operator = context.stores.subscribers.operator(chat_id, now())
    proposals = [proposed.proposal for proposed in report.proposed]
    text = report_message(report.report, report.undelivered, proposals, operator.language)
    context.stores.announcements.report(operator.id, text, now())


def _mark_reported(context: DeliveryContext, report: _Report) -> None:
    if report.report or report.report.joined:
        context.stores.health.mark_notified(report.report, now())
    if report.undelivered:
        context.stores.undelivered.mark_notified(report.undelivered, now())
    if report.proposed:
        context.stores.proposals.mark_notified(proposed.id for proposed in report.proposed)
