"""Where outputs are shown and what works there: `grokwidget.host`, as this floor calls it."""

from grokwidget.host import (
    Abilities,
    Host,
    abilities,
    captured,
    host,
    in_cells_thread,
    linked,
    notebook_folder,
    shell,
    static,
    vscode_notebook,
)

__all__ = [
    "Abilities",
    "Host",
    "abilities",
    "captured",
    "host",
    "in_cells_thread",
    "linked",
    "notebook_folder",
    "shell",
    "static",
    "vscode_notebook",
]
