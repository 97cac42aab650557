"""Command line options made from the fields of an options model: names, types, bounds, defaults, help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer
from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docvl.config import ALIASES, ClusterOptions, IngestOptions, PlanOptions


def options_of(*models: type[BaseModel]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command one option for each field of the models, in place of its ``**options``."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(command, eval_str=True).parameters.values())[:-1]
        parameters = [*own, *(parameter for model in models for parameter in _parameters(model))]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command

    return decorate


def _parameters(model: type[BaseModel]) -> Iterator[inspect.Parameter]:
    for name, field in model.model_fields.items():
        option = typer.Option(
            *_flags(name),
            help=field.description,
            min=_bound(field, Ge, "ge"),
            max=_bound(field, Le, "le"),
            rich_help_panel=_panel(name),
        )
        yield inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=Annotated[field.annotation, option],
        )


def _flags(name: str) -> list[str]:
    names = [name, *(alias for alias, known in ALIASES.items() if known == name)]
    return [f"--{option.replace('_', '-')}" for option in names]


def _panel(name: str) -> str:
    panels: dict[str, type[BaseModel]] = {"Cluster": ClusterOptions, "Pages": IngestOptions, "Tiles": PlanOptions}
    return next((panel for panel, model in panels.items() if name in model.model_fields), "Reading")


def _bound(field: FieldInfo, kind: type, name: str) -> Any:
    return next((getattr(bound, name) for bound in field.metadata if isinstance(bound, kind)), None)
