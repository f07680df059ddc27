# ruff: noqa: INP001 - Sphinx finds it by its path; it belongs to no package
"""What the pages need of Sphinx: examples that run while they are built, generated texts, sources, formulas."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import generated
from docutils import nodes
from docutils.parsers.rst import directives
from latex2mathml.converter import convert
from sphinx.util.docutils import ReferenceRole, SphinxDirective

import nktlib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import ClassVar

    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

ROOT = Path(__file__).resolve().parents[2]


class _Example(SphinxDirective):
    """Something that runs in a folder of its own, which has the repository's data in it."""

    has_content = True

    def folder(self) -> Path:
        """Give the folder of the page."""
        if "nktdocs" not in self.env.temp_data:
            holder = tempfile.TemporaryDirectory(prefix="nktlib-docs-")
            (Path(holder.name) / "data").symlink_to(ROOT / "data")
            self.env.temp_data["nktdocs"] = (holder, {"__name__": "__main__"})
        return Path(self.env.temp_data["nktdocs"][0].name)

    def block(self, text: str, language: str, kind: str) -> nodes.literal_block:
        """Show text as it is."""
        block = nodes.literal_block(text, text, language=language, classes=[kind])
        self.set_source_info(block)
        return block


class Run(_Example):
    """Python or a command, shown with what it prints. What raises, or exits otherwise than said, fails the build."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "hidden": directives.flag,  # what the text claims, asserted and not shown
        "file": directives.unchanged,  # the code is that of a file of the repository
        "exit": directives.nonnegative_int,  # of a command
    }

    def run(self) -> list[nodes.Node]:
        """Run it."""
        (kind,) = self.arguments
        code = "\n".join(self.content)
        if "file" in self.options:
            path = generated.example(self.options["file"])
            self.env.note_dependency(str(path))
            code = path.read_text(encoding="utf-8").strip()
        try:
            with _inside(self.folder()):
                printed = self._python(code) if kind == "python" else self._commands(code)
        except Exception as problem:
            told = "".join(traceback.format_exception_only(problem))
            raise self.error(f"the example does not run: {told}") from problem
        if "hidden" in self.options:
            return []
        if kind == "console":
            return [self.block(printed, "console", "nkt-console")]
        shown = [self.block(code, "python", "nkt-code")]
        return [*shown, self.block(printed.rstrip("\n"), "text", "nkt-output")] if printed else shown

    def _python(self, code: str) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, self.env.docname, "exec"), self.env.temp_data["nktdocs"][1])  # noqa: S102 - our own pages
        return printed.getvalue()

    def _commands(self, text: str) -> str:
        from nktlib.cli import main

        shown = []
        for line in text.splitlines():
            words = shlex.split(line.removeprefix("$ "))
            if words[:1] != ["nktlib"]:
                raise ValueError(f"not a command of ours: {line}")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                try:
                    status = main(words[1:])
                except SystemExit as ending:
                    status = int(ending.code or 0)
            expected = self.options.get("exit", 0)
            if status != expected:
                raise ValueError(f"exit status {status}, not {expected}, of: {line}\n{printed.getvalue()}")
            shown.append(f"{line}\n{printed.getvalue()}")
        return "".join(shown).rstrip("\n")


class SessionExample(_Example):
    """A session as CSV. One that cannot be read, warns or cannot be scored fails the build.

    ``name`` saves it for the examples that follow; ``wrong`` says that it is wrong and is only saved, ``warns`` which
    codes of warnings it gives.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged,
        "wrong": directives.flag,
        "warns": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Check it."""
        from nktlib.assessment.score import score
        from nktlib.atlas.load import load_atlas
        from nktlib.errors import NktError
        from nktlib.sessions.read import parse_session

        text = "\n".join(self.content)
        if "name" in self.options:
            (self.folder() / self.options["name"]).write_text(text + "\n", encoding="utf-8")
        if "wrong" not in self.options:
            try:
                session = parse_session(text, "csv", atlas=load_atlas())
                score(session)
            except NktError as problem:
                raise self.error(f"the session is wrong: {problem}") from problem
            codes = sorted(warning.code for warning in session.warnings)
            if codes != self.options.get("warns", "").split():
                raise self.error(f"the session warns: {codes}")
        return [self.block(text, "text", "nkt-session")]


class SourceRole(ReferenceRole):
    """A source by its key, linked to where it was read: its title, or the words before the key in angle brackets."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Link it."""
        source = generated.bibliography().get(self.target)
        if source is None or not source.url:
            problem = self.inliner.reporter.error(f"no source {self.target!r} with an address", line=self.lineno)
            return [], [problem]
        text = self.title if self.has_explicit_title else source.title
        return [nodes.reference("", text, refuri=source.url)], []


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _ours(app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, text: nodes.Element) -> nodes.Element | None:
    """Find a public name that goes by the module where it is defined; what of ours is not public stays text."""
    target: str = node["reftarget"]
    module, _dot, name = target.rpartition(".")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return None
    if name in nktlib.__all__ and found is getattr(nktlib, name):
        domain = env.domains["py"]
        return domain.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], f"nktlib.{name}", node, text)
    return text if module.startswith("nktlib.") else None


def _fill(_app: Sphinx, _name: str, source: list[str]) -> None:
    source[0] = generated.fill(source[0])


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _display(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_directive("run", Run)
    app.add_directive("session", SessionExample)
    app.add_role("src", SourceRole())
    app.connect("source-read", _fill)
    app.connect("missing-reference", _ours)
    # Browsers draw MathML themselves: no script, nothing fetched when a page is read.
    app.add_html_math_renderer("nktmathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": False, "parallel_write_safe": True}
