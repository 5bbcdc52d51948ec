"""Terminal output: results on standard output, everything else on standard error; colour and progress bars only on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

out = Console(emoji=False, highlight=False, soft_wrap=True)
err = Console(stderr=True, emoji=False, highlight=False, soft_wrap=True)


class Bar:
    """A :data:`seed.progress.Progress` that updates a progress bar, if there is one."""

    def __init__(self, progress: Progress | None, task: TaskID | None) -> None:
        self._progress, self._task = progress, task

    def __call__(self, text: str, done: int, total: int | None = None) -> None:
        """Update the bar."""
        if self._progress is None or self._task is None:
            return
        self._progress.update(self._task, completed=done, total=total or None, text=text[:60])


def _columns(unit: str) -> list[ProgressColumn]:
    count: list[ProgressColumn] = [DownloadColumn()] if unit == "bytes" else [MofNCompleteColumn()] if unit == "rows" else []
    return [
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        *count,
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[text]}"),
    ]


class Steps:
    """Sequential long-running steps, each shown as a progress bar on a terminal and as a line of text elsewhere."""

    def __init__(self, console: Console = err) -> None:
        self._console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    @contextmanager
    def step(self, title: str, unit: str = "") -> Iterator[Bar]:
        """Show one step; ``unit`` is ``bytes``, ``rows`` or empty."""
        if not self._console.is_terminal:
            self._console.print(f"{title} ...", markup=False)
            yield Bar(None, None)
            return
        with Progress(*_columns(unit), console=self._console) as progress:
            task = progress.add_task(title.ljust(16), total=None, text="")
            yield Bar(progress, task)
            done = progress.tasks[0]
            total = done.total or max(done.completed, 1)
            progress.update(task, total=total, completed=total, text="done")

    def say(self, text: str) -> None:
        """Print one line of text."""
        self._console.print(text, markup=False)
