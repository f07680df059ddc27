"""A mapping that nobody can write into: what is shared by the whole process must stay as it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ReadOnly(Mapping[Key, Value]):
    """A read-only copy of a mapping. Unlike ``types.MappingProxyType`` it can be pickled."""

    __slots__ = ("_content",)

    def __init__(self, content: Mapping[Key, Value]) -> None:
        self._content = dict(content)

    def __getitem__(self, key: Key) -> Value:
        return self._content[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"

    def __hash__(self) -> int:
        return hash(frozenset(self._content.items()))
