"""The OpenAPI description with its examples, and the same as values for the page that shows it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

_JSON = "application/json"
_MODEL = "#/components/schemas/"
# What stands for a part of a path in an example.
_PATH_VALUES = {"source_id": "ring-rules", "number": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """A parameter or a field: its type in words, and the values that it may have, if they are few."""

    name: str
    type: str
    description: str
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation, or an event that a webhook gets: then its method is ''.

    `key`: names its texts. `body`, `answer`: the schemas of what is sent and answered, or ''.
    `needs_key`: it needs a key whatever the settings. `sent`, `answered`: examples, or ''.
    """

    key: str
    method: str
    path: str
    params: tuple[FieldLine, ...]
    body: str
    answer: str
    status: str
    needs_key: bool
    query: str
    sent: str
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaTable:
    """A schema and its fields."""

    name: str
    description: str
    fields: tuple[FieldLine, ...]


def describe(application: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description with an example of each body and answer."""
    if application.openapi_schema is None:
        made = FastAPI.openapi(application)
        for key, operation in _operations(made):
            _add_examples(operation, _examples().get(key, {}))
        application.openapi_schema = made
    return application.openapi_schema


def operations_of(description: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations by their tag, in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, values in methods.items():
            made = _operation(method.upper(), path, values)
            found.setdefault(values["tags"][0], []).append(made)
    return found


def events_of(description: Mapping[str, Any]) -> list[Operation]:
    """Return the events that a webhook gets."""
    return [_operation("", name, one["post"]) for name, one in description["webhooks"].items()]


def schemas_of(description: Mapping[str, Any]) -> list[SchemaTable]:
    """Return the schemas, ordered by name; those of FastAPI's own errors are left out."""
    kept = sorted(description["components"]["schemas"].items())
    return [_schema(name, one) for name, one in kept if not name.endswith("ValidationError")]


def _schema(name: str, values: Mapping[str, Any]) -> SchemaTable:
    required = values.get("required", [])
    fields = tuple(
        _field(key, one, one.get("description", ""), is_required=key in required)
        for key, one in values.get("properties", {}).items()
    )
    return SchemaTable(name=name, description=values.get("description", ""), fields=fields)


def _operation(method: str, path: str, values: Mapping[str, Any]) -> Operation:
    key = _key(path, method or "POST", values)
    example = _examples().get(key, {})
    status, answer = next(iter(values["responses"].items()))
    return Operation(
        key=key,
        method=method,
        path=path,
        params=tuple(_param(one) for one in values.get("parameters", [])),
        body=_schema_name(values.get("requestBody", {})),
        answer=_schema_name(answer),
        status=status,
        needs_key="security" in values,
        query=_address(path, example.get("query", {})),
        sent=_written(example.get("sent")),
        answered=_written(example.get("answered")),
    )


def _address(path: str, query: Mapping[str, str]) -> str:
    return path.format(**_PATH_VALUES) + (f"?{urlencode(query)}" if query else "")


def _written(example: object) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)


def _param(values: Mapping[str, Any]) -> FieldLine:
    description = values.get("description", "")
    return _field(
        values["name"], values["schema"], description, is_required=values.get("required", False)
    )


def _field(
    name: str, schema: Mapping[str, Any], description: str, *, is_required: bool
) -> FieldLine:
    return FieldLine(
        name=name,
        type=_type(schema),
        description=description,
        is_required=is_required,
        choices=tuple(filter(None, schema.get("enum", []))),
    )


def _type(schema: Mapping[str, Any]) -> str:
    """Write a type as `string | null`, `[Change]`."""
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_MODEL)
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format", schema.get("type", "object")))


def _schema_name(values: Mapping[str, Any]) -> str:
    schema = values.get("content", {}).get(_JSON, {}).get("schema", {})
    return _type(schema) if schema.get("$ref") else ""


def _key(path: str, method: str, values: Mapping[str, Any]) -> str:
    """Return the name of the function that answers: FastAPI's id is made of it, path and method."""
    suffix = re.sub(r"\W", "_", f"{path}_{method.lower()}")
    return str(values["operationId"]).removesuffix(suffix)


def _operations(description: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for group in ("paths", "webhooks"):
        for path, methods in description[group].items():
            for method, values in methods.items():
                yield _key(path, method, values), values


def _add_examples(operation: dict[str, Any], example: Mapping[str, Any]) -> None:
    answer = next(iter(operation["responses"].values()))
    for part, content in (("sent", operation.get("requestBody", {})), ("answered", answer)):
        if part in example:
            content["content"][_JSON]["example"] = example[part]


@cache
def _examples() -> dict[str, dict[str, Any]]:
    """Return the examples by operation: `query`, `sent` and `answered`."""
    found: dict[str, dict[str, Any]] = json.loads(
        files("web.api").joinpath("examples.json").read_text("utf-8")
    )
    return found
