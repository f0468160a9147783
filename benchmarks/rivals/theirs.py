"""One of the others, as its users call it, with its own interval: `python -m benchmarks.rivals.theirs NAME SERVICE RUN
COUNT`, under the others' interpreter. Prints, of every job, when its result was there and when its file was.

Their asynchronous clients, all jobs on one loop: what costs them least. None of them writes the video to a file by
itself: that is a plain download by the same kind of HTTP client, or the client's own call for it (OpenAI).
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import tempfile
import time
import warnings
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from .hidden import WARM_UP, prompt


class Rival(ABC):
    """A client that waits for videos."""

    def __init__(self, service: dict[str, Any]) -> None:
        self.address: str = service["address"]
        self.port: int = service["grpc"]
        self.http: Any = importlib.import_module("httpx").AsyncClient(trust_env=False)

    @abstractmethod
    async def result(self, words: str) -> Any:
        """Ask for a video and wait, with the client's own call for that."""

    @abstractmethod
    def url(self, result: Any) -> str:
        """Where the video is, in the client's own result."""

    async def content(self, result: Any) -> bytes:
        """The video's bytes."""
        answer = await self.http.get(self.url(result))
        return bytes(answer.raise_for_status().content)


class Xai(Rival):
    """`video.generate`, over gRPC."""

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        make = importlib.import_module("xai_sdk").AsyncClient
        self.client = make(api_key="dummy", api_host=f"127.0.0.1:{self.port}", use_insecure_channel=True)

    async def result(self, words: str) -> Any:
        return await self.client.video.generate(prompt=words, model="grok-imagine-video", duration=6)

    def url(self, result: Any) -> str:
        return str(result.url)


class Replicate(Rival):
    """`predictions.async_create`, then the prediction's `async_wait`."""

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        make = importlib.import_module("replicate").Client
        self.client = make(api_token="dummy", base_url=f"{self.address}/replicate")

    async def result(self, words: str) -> Any:
        prediction = await self.client.predictions.async_create(version="0" * 64, input={"prompt": words})
        await prediction.async_wait()
        return prediction

    def url(self, result: Any) -> str:
        return str(result.output)


class Fal(Rival):
    """`subscribe`. Its host can be chosen, TLS can't be left out: so the one name that says `https` is replaced."""

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        module = importlib.import_module("fal_client.client")
        module.QUEUE_URL_FORMAT = f"{self.address}/fal/"  # type: ignore[attr-defined]
        self.client = module.AsyncClient(key="dummy")

    async def result(self, words: str) -> Any:
        return await self.client.subscribe("someone/video", arguments={"prompt": words})

    def url(self, result: Any) -> str:
        return str(result["video"]["url"])


class Openai(Rival):
    """`videos.create_and_poll`, to a service that names no interval."""

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        make = importlib.import_module("openai").AsyncOpenAI
        self.client = make(api_key="dummy", base_url=f"{self.address}/openai/v1")

    async def result(self, words: str) -> Any:
        return await self.client.videos.create_and_poll(prompt=words, model="sora-2", seconds="4", size="1280x720")

    def url(self, result: Any) -> str:
        return str(result.id)

    async def content(self, result: Any) -> bytes:
        return bytes((await self.client.videos.download_content(result.id)).content)


RIVALS: dict[str, type[Rival]] = {"xai-sdk": Xai, "replicate": Replicate, "fal-client": Fal, "openai": Openai}
"""By the names of their packages."""


def stay_here(event: str, args: tuple[Any, ...]) -> None:
    """Nobody is spoken to who is not on this machine (gRPC's own sockets aren't Python's: it has one address)."""
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] != "127.0.0.1":
        raise PermissionError(f"a benchmark stays on this machine: {args[1]}")


async def measured(name: str, service: dict[str, Any], run: str, count: int) -> dict[str, Any]:
    """All jobs of a run at once."""
    rival = RIVALS[name](service)
    with tempfile.TemporaryDirectory() as folder:

        async def one(number: int) -> dict[str, float]:
            result = await rival.result(prompt(run, number))
            heard = time.monotonic()
            content = await rival.content(result)
            await asyncio.to_thread((Path(folder) / f"{number}.mp4").write_bytes, content)
            return {"number": number, "heard": heard, "file": time.monotonic()}

        await one(WARM_UP)
        cpu = time.process_time()
        jobs = await asyncio.gather(*(one(number) for number in range(count)))
        return {"jobs": jobs, "cpu": time.process_time() - cpu}


if __name__ == "__main__":
    sys.addaudithook(stay_here)
    warnings.simplefilter("ignore")  # openai's warns that its service ends
    print(json.dumps(asyncio.run(measured(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3], int(sys.argv[4])))))
