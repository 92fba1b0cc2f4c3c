import sys

import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.milvus_address import parse_address


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("milvus:designs.db/figures", ("designs.db", "figures", "", True)),
        ("milvus:/data/some where/designs.db/f_1", ("/data/some where/designs.db", "f_1", "", True)),
        ("milvus://cluster:19530/figures", ("http://cluster:19530", "figures", "", False)),
        ("milvus://cluster/figures", ("http://cluster:19530", "figures", "", False)),
        ("milvus://10.0.0.7:1234/office/figures/", ("http://10.0.0.7:1234", "figures", "office", False)),
        ("milvus://[::1]:19530/figures", ("http://[::1]:19530", "figures", "", False)),
        ("milvus+https://abc.example.com/figures", ("https://abc.example.com:443", "figures", "", False)),
        ("milvus+https://abc.example.com:19541/db/figures", ("https://abc.example.com:19541", "figures", "db", False)),
    ],
)
def test_addresses_of_files_and_servers_are_understood(address, parts):
    parsed = parse_address(address)
    assert (parsed.uri, parsed.collection, parsed.database, parsed.is_file) == parts


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("", "address of a Milvus collection is"),
        (None, "address of a Milvus collection is"),
        ("http://cluster:19530/figures", "address of a Milvus collection is"),
        ("https://me:secret@cluster/figures", "not 'https://...@cluster/figures'"),
        ("milvus:designs/figures", "names no file of Milvus Lite"),
        ("milvus:designs.db", "names no file of Milvus Lite"),
        ("milvus:designs.db/", "'' is no name of a collection"),
        ("milvus:designs.db/9lives", "'9lives' is no name of a collection"),
        ("milvus://cluster:19530", "names no server and a collection"),
        ("milvus:///figures", "names no server and a collection"),
        ("milvus://cluster/a/b/c", "names no server and a collection"),
        ("milvus://cluster/figures?x=1", "names no server and a collection"),
        ("milvus://cluster:port/figures", "no port that can be read"),
        ("milvus://cluster:99999/figures", "no port that can be read"),
        ("milvus://cluster/fig-ures", "'fig-ures' is no name of a collection"),
        ("milvus://me:secret@cluster/figures", "give them as the token .* or in MILVUS_TOKEN"),
    ],
)
def test_a_wrong_address_is_one_line_without_its_password(address, message):
    with pytest.raises(ValueError, match=message) as raised:
        PatentIndex.connect(address)
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_extra_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(ImportError, match=r"pip install 'modeling-patent\[milvus\]'"):
        PatentIndex.connect("milvus:designs.db/figures")


def milvus(monkeypatch=None):
    pytest.importorskip("milvus_lite")
    return pytest.importorskip("pymilvus")


def test_a_server_that_is_not_there_is_one_line_without_the_token(monkeypatch, capfd):
    milvus()
    monkeypatch.setenv("MILVUS_TOKEN", "me:secret")
    for token in (None, "other:secret"):
        with pytest.raises(OSError, match=r"no Milvus server answers at http://127.0.0.1:9 ") as raised:
            PatentIndex.connect("milvus://127.0.0.1:9/figures", token)
        assert "secret" not in str(raised.value)
        assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("reason", "error", "message"),
    [
        ("auth check failure, please check api key is correct", PermissionError, "does not accept the token"),
        ("database not found[database=office]", ValueError, "has no database 'office'"),
    ],
)
def test_the_token_comes_from_the_argument_or_the_environment(monkeypatch, reason, error, message):
    pymilvus = milvus()
    given = []

    class Refusing:
        def __init__(self, uri, token, db_name, timeout):
            given.append((uri, token, db_name, timeout))
            raise pymilvus.MilvusException(message=reason)

    monkeypatch.setattr(pymilvus, "MilvusClient", Refusing)
    monkeypatch.setenv("MILVUS_TOKEN", "from:environment")
    for token in (None, "from:argument", ""):
        with pytest.raises(error, match=message) as raised:
            PatentIndex.connect("milvus://cluster/office/figures", token)
        assert "from:" not in str(raised.value)
    assert [line[1] for line in given] == ["from:environment", "from:argument", ""]
    assert given[0][0::2] == ("http://cluster:19530", "office")
    assert given[0][3] <= 10


def test_a_file_that_is_not_there_or_of_another_kind_is_one_line(tmp_path, capfd):
    milvus()
    with pytest.raises(FileNotFoundError, match="no such Milvus Lite database"):
        PatentIndex.connect(f"milvus:{tmp_path}/none.db/figures")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file.db").write_text("hello")
    with pytest.raises(ValueError, match="is a file of another kind"):
        PatentIndex.connect(f"milvus:{tmp_path}/file.db/figures")
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "folder.db" / "letter.txt").write_text("hello")
    with pytest.raises(ValueError, match="holds something else"):
        PatentIndex.connect(f"milvus:{tmp_path}/folder.db/figures")
    assert [path.name for path in (tmp_path / "folder.db").iterdir()] == ["letter.txt"]
    with pytest.raises(FileNotFoundError, match="no such folder"):
        from modeling_patent.retrieval.milvus_copy import copy_to_milvus

        copy_to_milvus(small(), f"milvus:{tmp_path}/no/where.db/figures")
    assert capfd.readouterr() == ("", "")


def small(**options):
    return PatentIndex.from_embeddings(np.eye(2), [{"figure_id": x, "patent_id": x} for x in "ab"], **options)


def test_a_database_that_another_process_has_open_is_one_line(tmp_path, capfd):
    milvus()
    fcntl = pytest.importorskip("fcntl")
    from modeling_patent.retrieval.milvus_copy import copy_to_milvus

    copy_to_milvus(small(), f"milvus:{tmp_path}/open.db/figures", progress=False)
    with (tmp_path / "open.db" / "LOCK").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(OSError, match=r"open.db cannot be opened: another process has it open"):
            PatentIndex.connect(f"milvus:{tmp_path}/open.db/figures")
    assert capfd.readouterr() == ("", "")
    with PatentIndex.connect(f"milvus:{tmp_path}/open.db/figures") as store:
        assert len(store) == 2


def test_unknown_foreign_and_newer_collections_are_one_line(tmp_path, capfd, monkeypatch):
    client = milvus().MilvusClient(f"{tmp_path}/some.db")
    client.create_collection("foreign", dimension=2)
    client.close()
    address = f"milvus:{tmp_path}/some.db"
    with pytest.raises(ValueError, match=r"no collection figures in .*some.db; it holds foreign"):
        PatentIndex.connect(f"{address}/figures")
    with pytest.raises(ValueError, match=r"foreign in .*some.db belongs to another program"):
        PatentIndex.connect(f"{address}/foreign")
    from modeling_patent.retrieval import milvus_rows
    from modeling_patent.retrieval.milvus_copy import copy_to_milvus

    with pytest.raises(ValueError, match=r"foreign in .*some.db belongs to another program"):
        copy_to_milvus(small(), f"{address}/foreign")
    with monkeypatch.context() as patch:
        patch.setattr(milvus_rows, "FORMAT_VERSION", 99)
        copy_to_milvus(small(), f"{address}/newer", progress=False)
    with pytest.raises(ValueError, match=r"newer in .* has format version 99, this program reads 1"):
        PatentIndex.connect(f"{address}/newer")
    assert capfd.readouterr() == ("", "")


def test_a_closed_or_lost_collection_is_one_line(tmp_path, capfd):
    milvus()
    from modeling_patent.retrieval.milvus_copy import copy_to_milvus

    copy_to_milvus(small(), f"milvus:{tmp_path}/lost.db/figures", progress=False)
    store, other = (PatentIndex.connect(f"milvus:{tmp_path}/lost.db/figures") for _ in range(2))
    other.close()
    other.close()
    with pytest.raises(OSError, match=r"the connection to figures in .*lost.db is closed"):
        len(other)
    assert len(store) == 2  # the file is open as long as somebody needs it
    store.collection._client.drop_collection("figures")
    with pytest.raises(OSError, match=r"Milvus did not search: .*figures") as raised:
        store.search(np.ones(2))
    assert "\n" not in str(raised.value)
    store.close()
    assert capfd.readouterr() == ("", "")


def test_no_message_of_a_server_shows_the_token(tmp_path, monkeypatch):
    pymilvus = milvus()
    from modeling_patent.retrieval.milvus_copy import copy_to_milvus

    monkeypatch.setenv("MILVUS_TOKEN", "me:secret")
    copy_to_milvus(small(), f"milvus:{tmp_path}/told.db/figures", progress=False)
    with PatentIndex.connect(f"milvus:{tmp_path}/told.db/figures") as store:

        def refuse(*_, **__):
            raise pymilvus.MilvusException(message="token me:secret\nhas expired")

        monkeypatch.setattr(store.collection._client, "search", refuse)
        with pytest.raises(OSError, match=r"Milvus did not search: token \.\.\. has expired"):
            store.search(np.ones(2))
