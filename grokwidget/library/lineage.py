"""Which clips grew out of which: a graph of the library, for networkx to ask and for people to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import LibraryError
from ..messages import say
from ..request import CLIP_SOURCE
from .records import JobRecord

if TYPE_CHECKING:
    from .clip import Clip
    from .folder import Library

MOST = 300
"""Clips in one picture."""


class Lineage:
    """Clips and what grew out of them. Shows itself as a picture (SVG).

    `graph` is a networkx `DiGraph` from parent to child: its nodes are SHA-256, each with its `clip` (None for one that
    is not in this library), its edges have a `kind`: `last_frame`, `frame`, `edit`, `extend`, `trim`, `join`, `again`,
    `parent`.
    """

    def __init__(self, graph: Any) -> None:
        self.graph = graph

    @property
    def clips(self) -> list[Clip]:
        """The clips in it, parents before their children."""
        import networkx

        ordered = networkx.lexicographical_topological_sort(self.graph, key=self._age)
        return [clip for clip in map(self.clip, ordered) if clip is not None]

    @property
    def links(self) -> list[tuple[str, str, str]]:
        """Parent, child (SHA-256) and kind of each link."""
        return [(parent, child, told["kind"]) for parent, child, told in self.graph.edges(data=True)]

    def clip(self, sha256: str) -> Clip | None:
        """The clip of a node; None for one that is not in this library."""
        found: Clip | None = self.graph.nodes[sha256]["clip"]
        return found

    def ancestors(self, clip: Clip) -> list[Clip]:
        """All clips that it grew out of, the oldest first."""
        import networkx

        return self._sorted(networkx.ancestors(self.graph, clip.sha256) if clip.sha256 in self.graph else ())

    def descendants(self, clip: Clip) -> list[Clip]:
        """All clips that grew out of it, the oldest first."""
        import networkx

        return self._sorted(networkx.descendants(self.graph, clip.sha256) if clip.sha256 in self.graph else ())

    def generations(self) -> list[list[str]]:
        """The nodes in columns: a clip stands behind all of its parents."""
        import networkx

        return [sorted(nodes, key=self._age) for nodes in networkx.topological_generations(self.graph)]

    def svg(self) -> str:
        """The picture: posters with their prompts, and arrows that say how one came of the other."""
        from .lineagepicture import drawn

        return drawn(self)

    def _sorted(self, nodes: Any) -> list[Clip]:
        return [clip for clip in map(self.clip, sorted(nodes, key=self._age)) if clip is not None]

    def _age(self, node: str) -> tuple[float, str]:
        clip = self.clip(node)
        return (clip.record.created_at if clip is not None else 0.0), node

    def __len__(self) -> int:
        return len(self.graph)

    def __repr__(self) -> str:
        if not len(self):
            return say("lineage.none")
        return say("lineage.shown", clips=len(self), links=self.graph.number_of_edges())

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        return f'<div style="overflow:auto;max-width:100%">{self.svg()}</div>'


def lineage(library: Library, clip: Clip | None = None) -> Lineage:
    """See `Library.lineage`."""
    try:
        import networkx
    except ImportError:
        raise LibraryError(say("lineage.no_networkx")) from None
    whole = networkx.DiGraph()
    clips: dict[str, Clip] = {}
    for one in library:
        clips.setdefault(one.sha256, one)
        for parent, kind in links(one.record):
            if parent != one.sha256:
                whole.add_edge(parent, one.sha256, kind=kind)
    while not networkx.is_directed_acyclic_graph(whole):  # records that somebody has edited
        whole.remove_edge(*networkx.find_cycle(whole)[-1][:2])
    if clip is not None:
        whole.add_node(clip.sha256)
        clips.setdefault(clip.sha256, clip)
        whole = whole.subgraph(networkx.node_connected_component(whole.to_undirected(as_view=True), clip.sha256)).copy()
    if len(whole) > MOST:
        raise LibraryError(say("lineage.too_many", count=len(whole), most=MOST))
    networkx.set_node_attributes(whole, {node: clips.get(node) for node in whole}, "clip")
    return Lineage(whole)


def links(record: JobRecord) -> Iterator[tuple[str, str]]:
    """The clips (SHA-256) that a record's clips came of, each with how: the nearest kinship first, each clip once."""
    told: dict[str, str] = {}
    for key in record.image_keys:
        kind, _, rest = key.partition(":")
        if kind == "frame":
            sha256, _, index = rest.partition(":")
            told.setdefault(sha256, "last_frame" if index == "-1" else "frame")
    source = str(record.request.get("source_video") or "")
    if source.startswith(CLIP_SOURCE):
        operation = str(record.request.get("operation"))
        told.setdefault(source.removeprefix(CLIP_SOURCE), operation if operation in ("edit", "extend") else "parent")
    for parent in record.parents:
        told.setdefault(parent, record.made_by if record.made_by in ("trim", "join") else "parent")
    if record.again_of:
        told.setdefault(record.again_of, "again")
    yield from told.items()
