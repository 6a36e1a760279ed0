"""Decides to which addresses of team chats and webhooks Forewarn sends.

Other addresses are refused: one that a person enters must not make the server call other services
(server-side request forgery).
"""

from enum import StrEnum

from monitor.parsing import Unreadable
from monitor.parsing.urls import host_of, read_url

_MOST_CHARS = 500
_HTTPS = 443


class RelayKind(StrEnum):
    """The service behind a relay's address."""

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
    """Return the service of an https address; None if the address is refused."""
    if len(address) > _MOST_CHARS or not address.isascii() or not address.isprintable():
        return None
    url = read_url(address)
    if isinstance(url, Unreadable) or url.scheme != "https" or "." not in (url.host or ""):
        return None
    is_default_port = url.port == _HTTPS
    host = url.host or ""
    return _HOSTS.get(host, RelayKind.WEBHOOK) if is_default_port or host not in _HOSTS else None


def shown(address: str) -> str:
    """Return the host of an address, for display without the secret key in it."""
    return f"{host_of(address)}/…"
