"""`%%grokvideo` and `%grokvideo` as IPython knows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from traitlets import Bool

from grokwidget.errors import GrokwidgetError, WaitStopped, WaitTimeout
from grokwidget.messages import say

from . import session


@magics_class
class GrokMagics(Magics):
    """The magics; `%config GrokMagics` shows their settings."""

    shell: Any
    autoplay = Bool(True, help="Whether a clip starts by itself, muted, when it is done.").tag(config=True)
    short_errors = Bool(True, help="Whether an error is one red line instead of a traceback.").tag(config=True)

    @no_var_expand
    @line_cell_magic
    def grokvideo(self, line: str, cell: str | None = None) -> Any:
        """Make a video from the text of the cell. (`getdoc` below gives the whole page.)"""
        with self._errors():
            if cell is None:
                from .line import run

                return run(line, self.shell)
            return self._wait(line, cell)

    @no_var_expand
    def awaited(self, line: str, cell: str) -> Any:
        """What a top-level `%%grokvideo` cell is rewritten to: the same, awaited. Not for use by hand."""
        return self._wait_async(line, cell)

    def _wait(self, line: str, body: str) -> None:
        if begun := self._begin(line, body):
            running, job = begun
            running.wait(job)

    async def _wait_async(self, line: str, body: str) -> None:
        with self._errors():
            if begun := self._begin(line, body):
                running, job = begun
                await running.wait_async(job)

    def _begin(self, line: str, body: str) -> Any:
        """The cell and its job, started; None when there is nothing to wait for."""
        from .arguments import fill, parse
        from .cell import Cell

        variables: dict[str, Any] = self.shell.user_ns
        asked = parse(line, variables)
        if asked.help:
            from .helppage import page

            print(page())  # noqa: T201 - what --help is for
            return None
        from .sweepcell import SweepRun, divided, lists

        running: Any
        prompts = divided(body)
        if (found := lists(asked, prompts, variables)) is not None:
            running = SweepRun(self.shell, session.client, asked, found)
        else:
            prompt = fill(prompts[0], variables)
            running = Cell(self.shell, session.client, asked, prompt, autoplay=self.autoplay)
        job = running.start(warm=session.warm())
        if not asked.wait:
            running.bind(job)
            return None
        return running, job

    @contextmanager
    def _errors(self) -> Iterator[None]:
        session.speak()
        try:
            yield
        except GrokwidgetError as error:
            if not self.short_errors:
                raise
            from .cell import in_one_line

            if isinstance(error, WaitStopped | WaitTimeout) and error.task_id:
                error.hint = error.hint or say("card.resume")
            raise in_one_line(error) from None


def _page() -> str:
    from .helppage import page

    session.speak()
    return page()


# `%%grokvideo?` asks an object for its documentation by `getdoc` first: so the page is made from the table when it is
# looked at, in the reader's language, and not when the extension is loaded.
vars(GrokMagics)["grokvideo"].getdoc = _page
