"""xAI's video API over gRPC, as its own client polls it: with the messages that the client itself brings along."""

from __future__ import annotations

import importlib
from typing import Any

from .desk import Desk
from .wires import Wires


async def serve(desk: Desk, wires: Wires) -> tuple[Any, int]:
    """Serve on a port of 127.0.0.1 that the system picks; the server, to be kept, and the port.

    Raises ImportError where xai-sdk is not installed.
    """
    grpc: Any = importlib.import_module("grpc")
    proto: Any = importlib.import_module("xai_sdk.proto")
    status = proto.deferred_pb2.DeferredStatus

    class Videos(proto.video_pb2_grpc.VideoServicer):  # type: ignore[misc]  # a class of a package that isn't here
        async def GenerateVideo(self, request: Any, _context: Any) -> Any:  # noqa: N802 - the protocol's name
            return proto.deferred_pb2.StartDeferredResponse(request_id=desk.take(request.prompt.encode()).id)

        async def GetDeferredVideo(self, request: Any, _context: Any) -> Any:  # noqa: N802 - the protocol's name
            task = desk.asked(request.request_id, "status")
            answer = proto.video_pb2.GetDeferredVideoResponse(status=status.DONE if task.done else status.PENDING)
            answer.response.progress = 100 if task.done else task.percent or 0
            if task.done:
                answer.response.video.url = wires.url(task)
                answer.response.video.duration = 6
                answer.response.video.respect_moderation = True
            return answer

    server = grpc.aio.server()
    proto.video_pb2_grpc.add_VideoServicer_to_server(Videos(), server)
    port: int = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    return server, port
