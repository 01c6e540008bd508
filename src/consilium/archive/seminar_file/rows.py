"""One row as an object of JSON, and back. Moments are ISO 8601 in UTC, decimals are texts."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Field, FileField

from consilium.archive.seminar_file.container import Json, Unfit

_RANGES: dict[str, tuple[int, int]] = BaseDatabaseOperations.integer_field_ranges
#: Makes of what stands in a row that refers to another what this server calls it. Raises Unfit.
Refer = Callable[["Field[Any, Any]", Any], Any]


def plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a {type(value).__name__} cannot stand in a seminar file")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain).encode


def line(row: Json) -> bytes:
    return _encode(row).encode() + b"\n"


def values(fields: "Sequence[Field[Any, Any]]", row: Json, where: str, refer: Refer) -> Json:
    """Arguments for the model; what an older server did not know yet has its default."""
    unknown = row.keys() - {field.attname for field in fields}
    if unknown:
        raise Unfit(f"{where} has {sorted(unknown)[0]!r}: the file is from a newer version of Consilium.")
    return {field.attname: _value(field, row, where, refer) for field in fields}


def _demand_range(field: "Field[Any, Any]", value: Any) -> None:
    """SQLite would keep any number, PostgreSQL would not."""
    limits = _RANGES.get(field.get_internal_type())
    if isinstance(value, int) and limits and not limits[0] <= value <= limits[1]:
        raise ValueError(field.attname)


def _value(field: "Field[Any, Any]", row: Json, where: str, refer: Refer) -> Any:
    if field.attname not in row:
        if not (field.has_default() or field.null):
            raise Unfit(f"{where} has no {field.attname!r}.")
        return field.get_default()
    raw = row[field.attname]
    if field.remote_field is not None and raw is not None:
        return refer(field, raw)
    try:
        value = raw if isinstance(field, FileField) else field.to_python(raw)
        if value is None and not field.null:
            raise ValueError(field.attname)
        field.run_validators(value)
        _demand_range(field, value)
    except (ValidationError, ValueError, TypeError, ArithmeticError):
        raise Unfit(f"{where}: {field.attname!r} is not what it should be.") from None
    if field.choices and value and value not in dict(field.flatchoices):
        raise Unfit(f"{where}: {field.attname!r} is not one of the values that are known here.")
    return value
