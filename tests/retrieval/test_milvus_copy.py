import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex

from .milvus_rows import copied, full_rows, unit

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")

from modeling_patent.retrieval import milvus_copy, milvus_rows
from modeling_patent.retrieval.milvus_address import parse_address
from modeling_patent.retrieval.milvus_client import Collection
from modeling_patent.retrieval.milvus_copy import copy_from_milvus, copy_to_milvus

PROBE = np.eye(4, 12).tolist()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("milvus")


@pytest.fixture
def index():
    return PatentIndex.from_embeddings(*full_rows(), model_name="someone/model")


def same_hits(store, index):
    return all(store.search(unit(i, 2), k=k) == index.search(unit(i, 2), k=k) for i, k in enumerate((1, 5, 1000)))


def test_there_and_back_is_the_same_index(folder, index):
    index.model_probe = PROBE
    address = f"milvus:{folder}/round.db/figures"
    assert copy_to_milvus(index, address, progress=False) == len(index)
    back = copy_from_milvus(address, progress=False)
    assert back.table.equals(index.table)
    assert np.array_equal(back.embeds, index.embeds)
    assert (back.model_name, back.model_probe) == ("someone/model", PROBE)


def test_a_server_at_an_address_is_used_as_a_file_is(folder, index, monkeypatch):
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    server, database, port = start_server_in_thread(str(folder / "served.db"), host="127.0.0.1", port=0)
    try:
        address = f"milvus://127.0.0.1:{port}/figures"
        assert copy_to_milvus(index, address, token="me:secret", progress=False) == len(index)
        with PatentIndex.connect(address, token="me:secret") as store:
            assert same_hits(store, index)
            assert store.search(unit(0), exclude_family_of=["patent1"], exclude_applicants=["Nike"]) == index.search(
                unit(0), exclude_family_of=["patent1"], exclude_applicants=["Nike"]
            )
        assert copy_from_milvus(address, progress=False).table.equals(index.table)
        made = []
        monkeypatch.setattr(Collection, "is_lite", lambda _: False)
        monkeypatch.setattr(Collection, "create_indexes", lambda _, indexes: made.extend(indexes))
        collection = Collection(parse_address(address))
        milvus_rows.make_indexes(collection, "HNSW")
        collection.close()
    finally:
        server.stop(grace=0)
        database.close()
    assert [index.field_name for index in made][-3:] == ["applicants", "related", "vector"]
    assert made[-1].get_index_configs()["index_type"] == "HNSW"


def test_a_copy_that_was_stopped_goes_on_and_a_whole_one_writes_nothing(folder, index, monkeypatch):
    address = f"milvus:{folder}/stopped.db/figures"
    monkeypatch.setattr(milvus_copy, "_BATCH", 16)
    upsert, written = Collection.upsert, []

    def stopping(self, rows):
        if len(written) == 4:
            raise KeyboardInterrupt
        upsert(self, rows)
        written.append([row["figure_id"] for row in rows])

    monkeypatch.setattr(Collection, "upsert", stopping)
    with pytest.raises(KeyboardInterrupt):
        copy_to_milvus(index, address, progress=False)
    monkeypatch.setattr(Collection, "upsert", upsert)
    with PatentIndex.connect(address) as store:
        assert len(store) == 64
    assert copy_to_milvus(index, address, progress=False) == len(index) - 64
    assert copy_to_milvus(index, address, progress=False) == 0
    with PatentIndex.connect(address) as store:
        assert same_hits(store, index)


def test_a_copy_that_was_stopped_before_it_had_an_index_goes_on(folder, index, monkeypatch):
    address = f"milvus:{folder}/unfinished.db/figures"
    with monkeypatch.context() as patch:
        patch.setattr(milvus_copy, "make_indexes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            copy_to_milvus(index, address, progress=False)
    with pytest.raises(ValueError, match="was never finished; copy the index there again"):
        PatentIndex.connect(address)
    with copied(index, folder / "unfinished.db") as store:
        assert same_hits(store, index)


def test_what_was_added_to_the_index_is_brought_by_another_copy(folder):
    embeds, rows = full_rows()
    index = PatentIndex.from_embeddings(embeds[:100], rows[:100])
    with copied(index, folder / "more.db") as store:
        assert len(store) == 100
    index.add(embeds[100:], rows[100:])
    with copied(index, folder / "more.db") as store:
        assert len(store) == 150
        assert same_hits(store, index)
        assert same_hits(store, PatentIndex.from_embeddings(embeds, rows))


def test_rows_that_changed_are_written_again_and_keep_their_place(folder):
    rng = np.random.default_rng(0)
    rows = [{"figure_id": f"f{i}", "patent_id": f"p{i}", "title": "old"} for i in range(6)]
    embeds = np.tile(rng.standard_normal(12), (6, 1))
    with copied(PatentIndex.from_embeddings(embeds, rows), folder / "changed.db"):
        pass
    rows[2] |= {"title": "new"}
    changed = PatentIndex.from_embeddings(embeds, rows)
    assert copy_to_milvus(changed, f"milvus:{folder}/changed.db/figures", progress=False) == 1
    with PatentIndex.connect(f"milvus:{folder}/changed.db/figures") as store:
        assert store.search(unit(0), k=9) == changed.search(unit(0), k=9)
        assert [hit.patent_id for hit in store.search(unit(0), title="new")] == ["p2"]


def test_figures_of_several_parts_keep_the_order_in_which_they_were_added(folder):
    rows = [{"figure_id": f"f{i}", "patent_id": f"p{i}", "granted": "2020-01-07"} for i in range(60)]
    embeds = np.tile(unit(0), (60, 1))
    index = PatentIndex.from_embeddings(embeds[:40], rows[:40])
    index.add(embeds[40:50], rows[40:50])
    index.add(embeds[50:], rows[50:])
    assert len(index.parts) > 1
    with copied(index, folder / "parts.db") as store:
        assert [hit.figure_id for hit in store.search(unit(1), k=60)] == [f"f{i}" for i in range(60)]


def test_patents_removed_from_the_index_are_not_copied(folder, index):
    index.add(unit(9), [{"figure_id": "late", "patent_id": "latest", "granted": "2020-01-08"}])
    index.remove(["patent3", "patent4"])
    with copied(index, folder / "removed.db") as store:
        assert len(store) == len(index)
        assert not store.holds("patent3")
        assert same_hits(store, index)


def test_adding_equals_adding_to_the_index(folder):
    embeds, rows = full_rows()
    index = PatentIndex.from_embeddings(embeds[:90], rows[:90])
    with copied(index, folder / "added.db") as store:
        for part in (slice(90, 120), slice(120, 150)):
            store.add(embeds[part], rows[part])
            index.add(embeds[part], rows[part])
            assert len(store) == part.stop
            assert same_hits(store, index)
        store.add(np.empty((0, 12)), [])
        assert len(store) == 150


@pytest.mark.parametrize(
    ("embeds", "rows", "message"),
    [
        (np.eye(2, 12), [{"figure_id": x, "patent_id": "p"} for x in ("new", "figure3")], "holds 1 .* 'figure3'"),
        (np.eye(1, 3), [{"figure_id": "new", "patent_id": "p"}], "3 numbers each, the index 12"),
        (np.eye(2, 12), [{"figure_id": "new", "patent_id": "p"}], "2 vectors, but 1 rows"),
        (np.zeros((1, 12)), [{"figure_id": "new", "patent_id": "p"}], "only zeros"),
        (np.eye(1, 12), [{"figure_id": "new"}], "patent_id"),
    ],
)
def test_a_refused_add_writes_nothing(folder, index, embeds, rows, message):
    with copied(index, folder / "refused.db") as store:
        with pytest.raises(ValueError, match=message):
            store.add(embeds, rows)
        assert len(store) == 150


def test_removing_equals_removing_from_the_index(folder, index):
    with copied(index, folder / "gone.db") as store:
        names = ["patent5", "patent11", "patent5"]
        assert store.remove(names) == index.remove(names)
        assert store.remove("patent0") == index.remove("patent0")
        assert len(store) == len(index)
        assert same_hits(store, index)
        with pytest.raises(ValueError, match="no patent patent5 in the index"):
            store.remove(["patent1", "patent5"])
        assert store.holds("patent1")
        with pytest.raises(ValueError, match="an index is never empty"):
            store.remove(store.patents)
        assert store.remove([]) == 0
        assert len(store) == len(index)


def test_long_texts_come_back_whole_and_too_long_ones_are_named(folder):
    long = ["a design of " + "many words " * 9000, "日本" * 30_000]
    rows = [{"figure_id": "f", "patent_id": "p", "texts": long, "cites": [f"USD{i:07d}" for i in range(5000)]}]
    with copied(PatentIndex.from_embeddings(np.eye(1, 12), rows), folder / "long.db") as store:
        assert store.row_of("f")["texts"] == long
        assert len(store.row_of("f")["cites"]) == 5000
    noise = np.random.default_rng(0).integers(0x4E00, 0x9FFF, 90_000).astype("<u2").tobytes().decode("utf-16-le")
    wrong = (
        ({"texts": [noise]}, "'f' has .* bytes of texts and names; Milvus takes at most 65,535 bytes"),
        ({"title": "x" * 70_000}, "'f' has 70,000 bytes of title"),
        ({"related": [f"p{i}" for i in range(5000)]}, "'f' has 5,000 related; Milvus takes at most 4,096"),
    )
    for facts, message in wrong:
        index = PatentIndex.from_embeddings(np.eye(1, 12), [{"figure_id": "f", "patent_id": "p"} | facts])
        with pytest.raises(ValueError, match=message):
            copy_to_milvus(index, f"milvus:{folder}/long.db/wrong", progress=False)


def test_requests_hold_no_more_than_milvus_takes(monkeypatch):
    monkeypatch.setattr(milvus_rows, "_REQUEST_BYTES", 10_000)
    row = {"vector": np.zeros(256, np.float32), "rest": "x" * 900, "applicants": [], "related": []}
    sizes = [len(some) for some in milvus_rows.requests([row] * 7)]
    assert sizes == [3, 3, 1]
    assert list(milvus_rows.requests([])) == []
    assert [len(some) for some in milvus_rows.requests([row | {"rest": "x" * 99_999}] * 2)] == [1, 1]


def test_a_collection_of_other_vectors_is_refused(folder, index):
    address = f"milvus:{folder}/other.db/figures"
    index.model_probe = PROBE
    copy_to_milvus(index, address, progress=False)
    narrow = PatentIndex.from_embeddings(np.eye(2), [{"figure_id": x, "patent_id": "p"} for x in "ab"])
    with pytest.raises(ValueError, match="has 12 numbers a vector, the index 2"):
        copy_to_milvus(narrow, address)
    other = PatentIndex.from_embeddings(np.eye(1, 12), [{"figure_id": "a", "patent_id": "p"}], "other/model")
    with pytest.raises(ValueError, match=r"another model \(someone/model, the index other/model\)"):
        copy_to_milvus(other, address)
    other.model_probe = np.eye(4, 12, 1).tolist()
    with pytest.raises(ValueError, match="made with another model"):
        copy_to_milvus(other, address)
    other.model_probe = PROBE  # another name of the same model
    assert copy_to_milvus(other, address, progress=False) == 1


def test_a_kind_that_is_none_is_refused(index):
    with pytest.raises(ValueError, match="no kind of index in Milvus: 'sq8'"):
        copy_to_milvus(index, "milvus:a.db/b", kind="sq8")


def test_an_empty_or_changing_collection_is_not_read(folder, index, monkeypatch):
    address = f"milvus:{folder}/empty.db/figures"
    with monkeypatch.context() as patch:
        patch.setattr(milvus_copy, "_write", lambda *_: 0)
        copy_to_milvus(index, address, progress=False)
    with PatentIndex.connect(address) as store:
        assert store.search(unit(0)) == []
    with pytest.raises(ValueError, match="holds no figures yet"):
        copy_from_milvus(address)
    copy_to_milvus(index, address, progress=False)
    monkeypatch.setattr(Collection, "count", lambda _: 149)
    with pytest.raises(ValueError, match="changed while it was read"):
        copy_from_milvus(address, progress=False)
