"""An assessment whose parts are made when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import fields

from nktlib.assessment.result import Assessment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class DeferredAssessment(Assessment):
    """Looks and behaves as any other assessment, equal ones are equal; copied or pickled, it becomes a plain one.

    ``parts`` makes a field of :class:`Assessment` by itself; any other is taken from ``whole``, which makes them all.
    """

    __slots__ = ("_parts", "_whole")

    _parts: Mapping[str, Callable[[], Any]]
    _whole: Callable[[], Assessment]

    def __init__(self, parts: Mapping[str, Callable[[], Any]], whole: Callable[[], Assessment]) -> None:
        object.__setattr__(self, "_parts", parts)
        object.__setattr__(self, "_whole", whole)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field, whatever its type
        """Make a field; Python asks for it here as long as it has not been made."""
        if name not in NAMES:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        if name in self._parts:
            object.__setattr__(self, name, self._parts[name]())
        else:
            whole = self._whole()
            for other in NAMES - self._parts.keys():
                object.__setattr__(self, other, getattr(whole, other))
        return object.__getattribute__(self, name)

    def made(self) -> Assessment:
        """Make everything."""
        return Assessment(**{name: getattr(self, name) for name in NAMES})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assessment):
            return NotImplemented
        return self.made() == (other.made() if isinstance(other, DeferredAssessment) else other)

    def __hash__(self) -> int:
        return hash(self.made())

    def __repr__(self) -> str:
        return repr(self.made())

    def __reduce__(self) -> tuple[Any, ...]:
        return _plain, (tuple((name, getattr(self, name)) for name in sorted(NAMES)),)


NAMES = frozenset(one.name for one in fields(Assessment))


def _plain(parts: tuple[tuple[str, Any], ...]) -> Assessment:
    return Assessment(**dict(parts))
