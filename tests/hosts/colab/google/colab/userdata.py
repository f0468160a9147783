"""Stand-in: Colab's secrets. The page answers only the kernel's main thread; `answers` is what it would say."""

import threading


class SecretNotFoundError(Exception):
    """There is no such secret."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Secret {key} does not exist.")


class NotebookAccessError(Exception):
    """There is one, but the notebook may not read it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Notebook does not have access to secret {key}")


class TimeoutException(Exception):
    """The page did not answer."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Requesting secret {key} timed out. Secrets can only be fetched when running from the Colab UI."
        )


answers: dict[str, str | Exception] = {}
asked: list[str] = []


def get(key: str) -> str:
    """The secret."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("the page can't be asked from a thread")
    asked.append(key)
    answer = answers.get(key, SecretNotFoundError(key))
    if isinstance(answer, Exception):
        raise answer
    return answer
