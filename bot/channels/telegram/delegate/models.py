"""aiogram imported without building its hundreds of models: each is built when it is first used.

Built at once, as aiogram does, they take 100 MB and five seconds, and we use a few of them."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, Optional, Union

from pydantic import BaseModel

_LIBRARY = "aiogram"


def import_library() -> None:
    """Import aiogram, unless that has been done; call it before any other import of it."""
    if _LIBRARY in sys.modules:
        return
    with _deferred():
        importlib.import_module(_LIBRARY)
    _name_types()


@contextmanager
def _deferred() -> Iterator[None]:
    """Models of the library that are defined in the block wait for their first use."""
    config, rebuild = BaseModel.model_config, vars(BaseModel)["model_rebuild"]

    def postponed(cls: type[BaseModel], /, **how: Any) -> bool | None:
        ours = cls.__module__.partition(".")[0] == _LIBRARY
        return None if ours else rebuild.__get__(None, cls)(**how)

    BaseModel.model_config = {**config, "defer_build": True}
    BaseModel.model_rebuild = classmethod(postponed)  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        BaseModel.model_config = config
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]


def _name_types() -> None:
    """Let the models know the names of all types, in which their annotations are written; aiogram names them in the call
    that we postponed."""
    types = importlib.import_module(f"{_LIBRARY}.types")
    names = {name: getattr(types, name) for name in types.__all__}
    names |= {"Optional": Optional, "Union": Union, "Literal": Literal, "List": list}
    for model in _models(BaseModel):
        model.__pydantic_parent_namespace__ = names


def _models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The library's models among what derives from it."""
    for model in base.__subclasses__():
        if model.__module__.partition(".")[0] == _LIBRARY:
            yield model
        yield from _models(model)
