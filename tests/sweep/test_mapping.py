"""Work on a sweep's clips by an executor of the user's own."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from grokwidget import Client, Clip
from grokwidget.sweep.telling import rows

from ..jobs.fake import Fake, error


def _brightness(clip: Clip) -> float:
    """Of the last frame: what a score on pixels does."""
    import numpy as np

    return float(np.asarray(clip.last_frame()).mean())


def _picky(clip: Clip) -> str:
    if "2" in clip.prompt:
        raise ValueError("not this one")
    return clip.prompt.upper()


def test_results_come_in_the_order_of_the_cells_and_failures_stay_in_their_places(client: Client, fake: Fake) -> None:
    fake.script["create"] = [error(400, "invalid_request")]
    sweep = client.sweep(["owl 1", "owl 2", "owl 3"], at_once=1).run(yes=True)
    first, second, third = sweep.map(_picky, name="loud")
    assert first is None  # has no clip
    assert isinstance(second, ValueError)
    assert third == "OWL 3"
    assert [row.get("loud") for row in rows(sweep)] == [None, None, "OWL 3"]


def test_any_executor_serves_and_is_not_closed(client: Client, fake: Fake) -> None:
    given: list[Any] = []

    class Mine:
        def submit(self, function: Any, /, *args: Any) -> Future[Any]:
            given.append(args)
            future: Future[Any] = Future()
            future.set_result(function(*args))
            return future

    sweep = client.sweep(["owl 1"], executor=Mine()).run(yes=True)
    assert sweep.map(_brightness)[0] > 0
    assert given == [(sweep.clips[0],)]
    with ThreadPoolExecutor(1) as pool:
        assert sweep.map(_picky, executor=pool) == ["OWL 1"]
        assert pool.submit(int).result() == 0


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_scores_the_clips(client: Client, fake: Fake) -> None:
    distributed = pytest.importorskip("distributed")
    sweep = client.sweep(["owl 1", "owl 2"]).run(yes=True)
    here = sweep.map(_brightness)
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, distributed.Client(cluster) as dask:
        assert sweep.map(_brightness, executor=dask) == here
        assert sweep.map(_picky, executor=dask.get_executor())[0] == "OWL 1"
        assert isinstance(sweep.map(_picky, executor=dask)[1], ValueError)
