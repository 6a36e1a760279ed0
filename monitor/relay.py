"""Addresses of team chats and webhooks: which of them Forewarn writes to.

Only these: a person's address must not make the server call what it was not meant to call.
"""

from enum import StrEnum

from monitor.parsing import Unreadable
from monitor.parsing.urls import host_of, read_url

_MOST_CHARS = 500
_HTTPS = 443


class RelayKind(StrEnum):
    """What stands behind a relay's address."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SLACK = "slack"
    WEBHOOK = "webhook"


_HOSTS = {
    "qyapi.weixin.qq.com": RelayKind.WECOM,
    "oapi.dingtalk.com": RelayKind.DINGTALK,
    "open.feishu.cn": RelayKind.FEISHU,
    "hooks.slack.com": RelayKind.SLACK,
}


def relay_kind(address: str) -> RelayKind | None:
    """What an https address belongs to; None for one that is not taken."""
    if len(address) > _MOST_CHARS or not address.isascii() or not address.isprintable():
        return None
    url = read_url(address)
    if isinstance(url, Unreadable) or url.scheme != "https" or "." not in (url.host or ""):
        return None
    usual = url.port == _HTTPS
    host = url.host or ""
    return _HOSTS.get(host, RelayKind.WEBHOOK) if usual or host not in _HOSTS else None


def shown(address: str) -> str:
    """An address as it may be shown: whose it is, without the key that it holds."""
    return f"{host_of(address)}/…"
