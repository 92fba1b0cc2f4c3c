"""One collection of Milvus: what it is asked, and what goes wrong in one line.

A token comes from the argument or from the environment variable MILVUS_TOKEN, and stands in no message.
"""

from __future__ import annotations

import collections
import contextlib
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .milvus_address import TOKEN_VARIABLE, Address
from .search import Floats

MOST_RESULTS = 16_384
"""Results of one request at most, https://milvus.io/docs/limitations.md."""

_REPLY_BYTES = 32 << 20  # of one reply, about; Milvus refuses above 64 MB
_WAIT = 120.0  # seconds for an answer; loading and flushing may take longer
_LONG_WAIT = 3600.0
_WIDE_SEARCH = 256  # candidates that an HNSW graph keeps while it searches ("ef"), at least
_served: collections.Counter[str] = collections.Counter()  # files of Milvus Lite that this process serves


class Collection:
    """A collection of Milvus, of our schema or not there yet.

    Attributes:
        address: where it is.
        index: type of the index of its vectors ("FLAT", "HNSW", ...), empty before `describe`.
    """

    def __init__(self, address: Address, token: str | None = None, timeout: float = 10.0, create: bool = False) -> None:
        """Connect.

        Args:
            address: where to.
            token: "user:password" or an API key; None for what MILVUS_TOKEN holds.
            timeout: seconds to wait for the server.
            create: whether a file of Milvus Lite is made if it is not there.

        Raises:
            ImportError: pymilvus or milvus-lite is not installed.
            OSError: there is no such file, or no server answers.
            ValueError: there is something else than a Milvus Lite database.
        """
        self.address = address
        self.index = ""
        self._token = os.environ.get(TOKEN_VARIABLE, "") if token is None else token
        _require_packages(address.is_file)
        if address.is_file:
            _check_file(Path(address.uri), create)
        self._client = self._connected(timeout)

    def _connected(self, timeout: float) -> Any:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException

        uri = self.address.uri
        try:
            with _silent():
                client = MilvusClient(uri, token=self._token, db_name=self.address.database, timeout=timeout)
        except MilvusException as error:
            reason = str(error.message).lower()
            if self.address.is_file:
                raise OSError(f"{uri} cannot be opened: another process has it open, or it is damaged") from None
            if "auth" in reason or "token" in reason or "permission" in reason:
                raise PermissionError(f"the Milvus server at {uri} does not accept the token") from None
            if "database" in reason:
                raise ValueError(f"the Milvus server at {uri} has no database {self.address.database!r}") from None
            raise ConnectionError(f"no Milvus server answers at {uri} (waited up to {timeout:g} seconds)") from None
        if self.address.is_file:
            _served[str(Path(uri).absolute())] += 1
        return client

    def close(self) -> None:
        """Let the connection go; a file of Milvus Lite is free for other processes then."""
        if self._client is None:
            return
        with _silent():
            self._client.close()
        self._client = None
        if self.address.is_file:
            path = str(Path(self.address.uri).absolute())
            _served[path] -= 1
            if not _served[path]:
                from milvus_lite.server_manager import server_manager_instance

                server_manager_instance.release_server(path)

    def names(self) -> list[str]:
        """Return the names of all collections there."""
        with self._asked("did not list its collections"):
            return sorted(self._client.list_collections(timeout=_WAIT))

    def is_lite(self) -> bool:
        """Whether Milvus Lite serves the collection, from a file or at an address."""
        with self._asked("did not say its version"):
            return "lite" in str(self._client.get_server_version(timeout=_WAIT)).lower()

    def create(self, schema: Any, properties: dict[str, str]) -> None:
        """Make the collection."""
        with self._asked("did not make the collection"):
            self._client.create_collection(
                self.address.collection, schema=schema, properties=properties, consistency_level="Session",
                timeout=_WAIT,
            )  # fmt: skip

    def create_indexes(self, indexes: Any) -> None:
        """Make its indexes; the collection is empty, so there is nothing to wait for."""
        with self._asked("did not make the indexes"):
            self._client.create_index(self.address.collection, indexes, timeout=_WAIT, sync=False)

    def describe(self) -> dict[str, Any]:
        """Return what the server says of the collection, and learn its index."""
        name = self.address.collection
        with self._asked("did not describe the collection"):
            described: dict[str, Any] = self._client.describe_collection(name, timeout=_WAIT)
            for index in self._client.list_indexes(name, field_name="vector", timeout=_WAIT):
                self.index = str((self._client.describe_index(name, index, timeout=_WAIT) or {}).get("index_type", ""))
        return described

    def load(self) -> None:
        """Have the collection in the memory of the server, as a search needs it."""
        name = self.address.collection
        with self._asked("did not load the collection"):
            state = self._client.get_load_state(name, timeout=_WAIT)["state"]
            if getattr(state, "name", "") != "Loaded":
                self._client.load_collection(name, timeout=_LONG_WAIT)

    def search(self, views: Floats, wanted: str, limit: int, group_by: str | None) -> list[list[tuple[str, float]]]:
        """Return for each view the closest figures (or the closest of each group) and their cosines, falling.

        Args:
            views: unit query rows [V, D].
            wanted: filter expression.
            limit: results a view, at most `MOST_RESULTS`.
            group_by: a field, of whose values each is found once; None for figures.

        Returns:
            V lists of figure ids (or values of the field) with cosines in float32.
        """
        parameters = {"ef": max(_WIDE_SEARCH, 2 * limit)} if self.index == "HNSW" else {}
        grouping = {} if group_by is None else {"group_by_field": group_by}
        field = group_by or "figure_id"
        with self._asked("did not search"):
            found = self._client.search(
                self.address.collection, data=views.tolist(), anns_field="vector", filter=wanted, limit=limit,
                output_fields=[field], search_params={"metric_type": "IP", "params": parameters}, timeout=_WAIT,
                **grouping,
            )  # fmt: skip
            return [[(hit["entity"][field], float(hit["distance"])) for hit in hits] for hits in found]

    def rows(self, wanted: str, fields: Sequence[str], row_bytes: int = 2048, strong: bool = False) -> list[Any]:
        """Return some fields of all rows that a filter lets through, as dicts.

        Args:
            wanted: filter expression.
            fields: names of fields.
            row_bytes: bytes a row, about: decides how many rows one reply may hold.
            strong: whether to wait until what others have written can be seen.
        """
        limit = _rows_a_reply(row_bytes)
        with self._asked("did not look up rows"):
            found: list[Any] = self._client.query(
                self.address.collection, filter=wanted, output_fields=list(fields), limit=limit, timeout=_WAIT,
                consistency_level="Strong" if strong else "Session",
            )  # fmt: skip
        if len(found) < limit:
            return found
        return [row for page in self.pages(wanted, fields, row_bytes) for row in page]

    def pages(self, wanted: str, fields: Sequence[str], row_bytes: int) -> Iterator[list[Any]]:
        """Yield the rows of a filter in pages of a size that suits a reply."""
        with self._asked("did not read rows"):
            iterator = self._client.query_iterator(
                self.address.collection, batch_size=_rows_a_reply(row_bytes), filter=wanted,
                output_fields=list(fields), timeout=_WAIT, consistency_level="Strong",
            )  # fmt: skip
        try:
            while True:
                with self._asked("did not read rows"):
                    page = list(iterator.next())
                if not page:
                    return
                yield page
        finally:
            with contextlib.suppress(OSError), self._asked("did not end reading"):
                iterator.close()

    def is_empty(self, wanted: str) -> bool:
        """Whether a filter lets no row through."""
        with self._asked("did not look up rows"):
            return not self._client.query(
                self.address.collection, filter=wanted, output_fields=["figure_id"], limit=1, timeout=_WAIT,
                consistency_level="Session",
            )  # fmt: skip

    def count(self) -> int:
        """Return the number of rows."""
        with self._asked("did not count its rows"):
            counted = self._client.query(
                self.address.collection, filter="", output_fields=["count(*)"], timeout=_WAIT,
                consistency_level="Strong",
            )  # fmt: skip
        return int(counted[0]["count(*)"])

    def upsert(self, rows: list[dict[str, Any]]) -> None:
        """Write rows; those whose figure is there are replaced."""
        with self._asked("did not write rows"):
            self._client.upsert(self.address.collection, rows, timeout=_WAIT)

    def delete(self, wanted: str) -> None:
        """Delete the rows of a filter."""
        with self._asked("did not delete rows"):
            self._client.delete(self.address.collection, filter=wanted, timeout=_WAIT)

    def flush(self) -> None:
        """Have what was written in segments on disk, where the server builds its indexes."""
        with self._asked("did not flush"):
            self._client.flush(self.address.collection, timeout=_LONG_WAIT)

    @contextlib.contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        """Turn what pymilvus raises and logs into one line."""
        import grpc
        from pymilvus.exceptions import MilvusException

        if self._client is None:
            raise OSError(f"the connection to {self.address} is closed")
        try:
            with _silent():
                yield
        except (MilvusException, grpc.RpcError) as error:
            text = str(getattr(error, "message", "") or type(error).__name__)
            text = text.replace(self._token, "...") if self._token else text
            raise OSError(f"{self.address}: Milvus {what}: {' '.join(text.split())[:300]}") from None


def _rows_a_reply(row_bytes: int) -> int:
    return max(1, min(MOST_RESULTS, _REPLY_BYTES // row_bytes))


def _require_packages(is_file: bool) -> None:
    try:
        import pymilvus  # noqa: F401

        if is_file:
            import milvus_lite  # noqa: F401
    except ImportError:
        raise ImportError("Milvus needs pymilvus and milvus-lite: pip install 'modeling-patent[milvus]'") from None


def _check_file(path: Path, create: bool) -> None:
    if path.is_file():
        raise ValueError(f"{path} is a file of another kind; a database of Milvus Lite (3 or later) is a folder")
    if path.is_dir() and any(path.iterdir()) and not (path / "collections").is_dir():
        raise ValueError(f"{path} is a folder that holds something else than a database of Milvus Lite")
    if not path.exists() and not create:
        raise FileNotFoundError(2, "there is no such Milvus Lite database", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(path.parent))


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep the tracebacks that both packages log to themselves; what matters is raised."""
    loggers = [logging.getLogger(name) for name in ("pymilvus", "milvus_lite")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
