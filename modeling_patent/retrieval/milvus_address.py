"""Addresses of Milvus collections.

"milvus:path.db/collection" is a database of Milvus Lite on this machine, which the process then serves itself;
"milvus://host:port/collection" is one of a server ("milvus://host:port/database/collection" of another database than
its default), "milvus+https://" with TLS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

TOKEN_VARIABLE = "MILVUS_TOKEN"
_FORMS = '"milvus:path.db/collection" or "milvus://host:port/collection"'
_COLLECTION = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")


@dataclass(frozen=True)
class Address:
    """Where a collection is.

    Attributes:
        uri: of the server or the file, as pymilvus takes it.
        collection: the collection's name.
        database: of the server; empty for its default.
        is_file: whether it is a file of Milvus Lite.
    """

    uri: str
    collection: str
    database: str = ""
    is_file: bool = False

    def __str__(self) -> str:
        return f"{self.collection} in {self.uri}" if self.is_file else f"{self.collection} at {self.uri}"


def parse_address(address: str) -> Address:
    """Return the parts of an address.

    >>> parse_address("milvus:data/designs.db/figures")
    Address(uri='data/designs.db', collection='figures', database='', is_file=True)
    >>> parse_address("milvus://cluster:19530/figures").uri
    'http://cluster:19530'

    Raises:
        ValueError: it is none; the message says what is missing, and holds no password.
    """
    if not isinstance(address, str) or not re.match(r"milvus(\+https)?:", address):
        shown = re.sub(r"//.*@", "//...@", str(address))
        raise ValueError(f"the address of a Milvus collection is {_FORMS}, not {shown!r}")
    if not re.match(r"milvus(\+https)?://", address):
        path, _, name = address.partition(":")[2].rpartition("/")
        if not path.endswith(".db"):
            raise ValueError(f"{address!r} names no file of Milvus Lite and a collection in it; give {_FORMS}")
        return Address(path, _checked_name(name), is_file=True)
    if "@" in address:
        raise ValueError(
            f'an address holds no user or password; give them as the token "user:password", or in {TOKEN_VARIABLE}'
        )
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{address!r} holds no port that can be read; give {_FORMS}") from None
    names = [name for name in parts.path.split("/") if name]
    if not host or len(names) not in (1, 2) or parts.query or parts.fragment:
        raise ValueError(f"{address!r} names no server and a collection on it; give {_FORMS}")
    scheme = "https" if parts.scheme.endswith("https") else "http"
    host = f"[{host}]" if ":" in host else host
    uri = f"{scheme}://{host}:{port or (443 if scheme == 'https' else 19530)}"
    return Address(uri, _checked_name(names[-1]), names[0] if len(names) == 2 else "")


def _checked_name(name: str) -> str:
    if not _COLLECTION.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a collection (letters, digits and _, and no digit first)")
    return name
