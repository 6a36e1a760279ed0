"""The schemas of what programs with a key send, and of what they get back."""

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from web.api.schemas import ApiModel

_EMAIL_CHARS = 320
_RELAY_CHARS = 500
_MOST_SUBSCRIPTIONS = 50


class BodyModel(ApiModel):
    """Refuse a field that is not known: it may be mistyped."""

    model_config = ConfigDict(extra="forbid")


class ActRequestSchema(BodyModel):
    """Why an act is done, and on which quarantined snapshot."""

    why: str = Field("", max_length=300, description="Why it is paused")
    seen: str = Field(
        "",
        pattern="^([0-9a-f]{64})?$",
        description="The text hash of the snapshot that is meant; empty: the one that waits now",
    )


class SourceEntrySchema(BodyModel):
    """A source as a file of the catalogue states it."""

    organisation: str = Field(min_length=1, max_length=120)
    settings: dict[str, Any] = Field(
        description="The keys of its YAML: title, category, kind, url, language, select, every…"
    )


class ActSchema(ApiModel):
    """What an act on a source came to."""

    source: str
    act: str
    code: str
    job: int | None = Field(description="The check that was enqueued: see `/jobs/{number}`")
    version: int | None = Field(description="The version that was made")
    change: int | None = Field(description="The change that was made")


class JobSchema(ApiModel):
    """A check of a source."""

    id: int
    source: str
    state: str = Field(description="queued, running or done")
    finished_at: datetime | None
    outcome: str | None = Field(
        description="first, unchanged, not-modified, cosmetic, changed, rejected, failed or skipped"
    )
    reason: str
    version: int | None
    change: int | None


class SubscriptionTargetSchema(BodyModel):
    """What a subscriber follows."""

    target: str = Field(
        max_length=200, description='A category, topic, source, organisation, country or "words"'
    )
    frequency: Literal["instant", "daily", "weekly"] | None = Field(
        None, description="Null: daily by e-mail, instant for a relay"
    )
    min_severity: Literal["information", "affects", "act"] | None = None


class SubscriptionRequestSchema(BodyModel):
    """Who is to be notified of what: an e-mail address or a relay, not both."""

    email: str = Field("", max_length=_EMAIL_CHARS)
    relay: str = Field(
        "", max_length=_RELAY_CHARS, description="The https address of a chat's bot or a webhook"
    )
    language: Literal["zh", "en"] = "zh"
    timezone: str = Field("Asia/Shanghai", max_length=64)
    hour: int = Field(8, ge=0, le=23, description="The local hour of digests")
    subscriptions: list[SubscriptionTargetSchema] = Field(
        min_length=1, max_length=_MOST_SUBSCRIPTIONS
    )


class CodeSchema(BodyModel):
    """The code that was sent to an address."""

    code: str = Field(pattern="^[0-9]{6}$")


class SubscriptionSchema(ApiModel):
    """A subscriber without a chat, and what they follow."""

    id: int
    state: str = Field(
        description="pending until the owner confirms the address, confirmed, stopped"
    )
    email: str
    relay: str = Field(description="The host alone: the rest of the address is secret")
    language: str
    timezone: str
    hour: int
    subscriptions: list[SubscriptionTargetSchema]


class ConfirmedSchema(SubscriptionSchema):
    """A confirmed subscription. `secret`: verifies a webhook's signatures; shown here alone."""

    secret: str
