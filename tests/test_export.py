"""Exported models: the same vectors, refused where they are not, and written whole or not at all."""

import errno
import gc
import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("openvino")

from modeling_patent import PatentImageProcessor, PatentVisionModel, export, exported
from modeling_patent.encoding import embed_figures, encode, encode_images, open_picture
from modeling_patent.export import calibration_figures, export_model
from modeling_patent.exported import is_exported, load_exported
from modeling_patent.vector_files import weights_fingerprint
from tests.small import BACKBONES, draw_rows
from tests.small_texts import small_model

PROCESSOR = PatentImageProcessor(size=32)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return draw_rows(tmp_path_factory.mktemp("rows"), patents=12)


@pytest.fixture(scope="module")
def figures(rows):
    return np.stack([PROCESSOR.prepare(open_picture(row["image"])) for row in rows])


def make_model(family, figures, **options):
    torch.manual_seed(0)
    options |= {"pixel_mean": [0.5] * 3, "pixel_std": [0.4] * 3} if family == "swinv2" else {}
    model = PatentVisionModel.from_backbone(BACKBONES[family], projection_dim=8, **options)
    with torch.no_grad():
        for _ in range(8):  # batch normalisation learns its statistics
            model.embed_images(torch.from_numpy(figures)[:, None])
    return model.eval()


@pytest.fixture(scope="module")
def vit(figures):
    return make_model("vit", figures, pixel_mean=[0.5] * 3, pixel_std=[0.3] * 3)


@pytest.fixture(scope="module")
def whole(vit, figures, tmp_path_factory):
    """An exported model that tests only read."""
    folder = tmp_path_factory.mktemp("exported") / "vit"
    export_model(vit, PROCESSOR, folder, "onnx", "fp32")
    return folder


CASES = [(family, graph, "fp32") for family in sorted(BACKBONES) for graph in ("onnx", "openvino")]
CASES += [(family, "onnx", "int8") for family in sorted(set(BACKBONES) - {"efficientnet"})]
CASES += [(family, "openvino", precision) for family in ("vit", "resnet") for precision in ("bf16", "int8")]
LEAST = {"fp32": 1 - 1e-5, "bf16": 0.999, "int8": 0.995}


@pytest.mark.parametrize(("family", "graph", "precision"), CASES)
def test_vectors_are_the_model_s(family, graph, precision, figures, tmp_path):
    model = make_model(family, figures)
    export_model(model, PROCESSOR, tmp_path / "out", graph, precision, figures if precision == "int8" else None)
    made, processor = load_exported(tmp_path / "out")
    wanted = embed_figures(model, figures)
    for batch_size in (1, 5, 36):  # the batch is free
        found = embed_figures(made, figures, batch_size)
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
        assert (found * wanted).sum(axis=1).min() > LEAST[precision]
    assert processor.size == PROCESSOR.size
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("projector", "pooling"),
    [("norm_mlp", "mean"), ("norm_linear", "max_mean"), ("norm_mlp", "gem"), ("mlp", "mean")],
)
def test_every_projector_and_pooling_is_exported_right(projector, pooling, figures, tmp_path):
    model = make_model("resnet", figures, projector=projector, pooling=pooling)
    export_model(model, PROCESSOR, tmp_path / "out", "openvino")
    found = embed_figures(load_exported(tmp_path / "out")[0], figures)
    assert (found * embed_figures(model, figures)).sum(axis=1).min() > 1 - 1e-5


@pytest.mark.parametrize(("graph", "precision"), [("onnx", "int8"), ("openvino", "fp32")])
def test_a_model_that_also_looks_at_mirror_images_is_exported_right(graph, precision, figures, tmp_path):
    model = make_model("vit", figures, mirror=True)
    assert np.abs(embed_figures(model, figures) - embed_figures(make_model("vit", figures), figures)).max() > 1e-3
    export_model(model, PROCESSOR, tmp_path / "out", graph, precision, figures)
    made, _ = load_exported(tmp_path / "out")
    assert (embed_figures(made, figures) * embed_figures(model, figures)).sum(axis=1).min() > LEAST[precision]


@pytest.mark.parametrize(("graph", "precision"), [("onnx", "fp32"), ("openvino", "int8")])
def test_a_model_of_several_scales_is_exported_right(graph, precision, figures, tmp_path):
    model = make_model("resnet", figures, scales=[1, 2])
    export_model(model, PROCESSOR, tmp_path / "out", graph, precision, figures)
    made, _ = load_exported(tmp_path / "out")
    assert (embed_figures(made, figures) * embed_figures(model, figures)).sum(axis=1).min() > LEAST[precision]


def test_a_model_with_texts_gives_its_drawing_encoder(figures, tmp_path):
    model = small_model()
    export_model(model, PROCESSOR, tmp_path / "out", "onnx")
    made, _ = load_exported(tmp_path / "out")
    assert model.training and model.text_model is not None
    np.testing.assert_allclose(embed_figures(made, figures), embed_figures(model, figures), atol=1e-5)
    assert not hasattr(made, "embed_texts")


def test_ink_may_be_bytes_or_numbers_and_nothing_else(whole, vit, figures):
    made, _ = load_exported(whole)
    ink = torch.from_numpy(figures[:3])[:, None]
    assert torch.allclose(made.embed_images(ink), made.embed_images(ink / 255))
    assert made.embed_images(ink[:0]).shape == (0, 8)
    for wrong in (torch.zeros(2, 1, 31, 32), torch.zeros(2, 3, 32, 32), torch.zeros(32, 32)):
        with pytest.raises(ValueError, match=r"takes figures \[B, 1, 32, 32\], got"):
            made.embed_images(wrong)


def test_it_stands_for_a_model(whole, vit, rows):
    made, processor = load_exported(whole)
    assert made.eval() is made and made.train(False) is made and not made.training
    with pytest.raises(ValueError, match="cannot be trained"):
        made.train()
    assert made.config.projection_dim == 8 and made.device == torch.device("cpu")
    options = {"progress": False, "workers": 1}
    np.testing.assert_allclose(
        encode(made, processor, rows, **options), encode(vit, PROCESSOR, rows, **options), atol=1e-5
    )
    np.testing.assert_allclose(
        encode_images(made, processor, [rows[0]["image"]]), encode_images(vit, PROCESSOR, [rows[0]["image"]]), atol=1e-5
    )


def test_kept_vectors_are_those_of_this_export(whole, vit, rows, figures, tmp_path):
    made, processor = load_exported(whole)
    export_model(vit, PROCESSOR, tmp_path / "int8", "onnx", "int8", figures)
    other, _ = load_exported(tmp_path / "int8")
    names = {weights_fingerprint(made), weights_fingerprint(other), weights_fingerprint(vit)}
    assert len(names) == 3 and weights_fingerprint(load_exported(whole)[0]) in names
    options = {"progress": False, "workers": 0, "cache": tmp_path / "kept"}
    np.testing.assert_array_equal(encode(made, processor, rows, **options), encode(made, processor, rows, **options))
    assert len(list((tmp_path / "kept").iterdir())) == 1
    encode(other, processor, rows, **options)
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_a_search_takes_pictures_but_no_words(whole, rows, tmp_path):
    from modeling_patent.retrieval import PatentIndex

    made, processor = load_exported(whole)
    index = PatentIndex.build(made, processor, rows, workers=0, progress=False)
    assert index.search(open_picture(rows[7]["image"]), k=1)[0].figure_id == rows[7]["figure_id"]
    assert index.model_name == str(whole)
    with pytest.raises(ValueError, match="no text tower"):
        index.search("a box with a line")


def test_weights_in_8_bits_are_stored_as_such(vit, figures, tmp_path):
    import onnx

    export_model(vit, PROCESSOR, tmp_path / "out", "onnx", "int8", figures)
    graph = onnx.load(tmp_path / "out" / "model.onnx").graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    eight = [tensor for tensor in stored.values() if tensor.data_type == onnx.TensorProto.INT8 and tensor.dims]
    assert sum(len(tensor.dims) == 2 for tensor in eight) == 12  # six linear layers in each of two blocks
    assert not [node for node in graph.node if node.op_type == "QuantizeLinear" and node.input[0] in stored]
    onnx.checker.check_model(onnx.load(tmp_path / "out" / "model.onnx"))


def test_what_it_is_stands_in_its_json(vit, figures, tmp_path):
    vit.config._name_or_path = "someone/model"
    about = export_model(vit, PROCESSOR, tmp_path / "out", "onnx", "int8", figures)
    vit.config._name_or_path = ""
    assert json.loads((tmp_path / "out" / "exported.json").read_text()) == about
    known = {name: about[name] for name in ("graph", "precision", "dimension", "side", "model", "calibration_figures")}
    assert known == {
        "graph": "onnx", "precision": "int8", "dimension": 8, "side": 32, "model": "someone/model",
        "calibration_figures": 36,
    }  # fmt: skip
    assert about["weights"] == weights_fingerprint(vit)
    assert str(tmp_path) not in "".join(path.read_text() for path in (tmp_path / "out").glob("*.json"))


def test_calibration_takes_rows_pictures_and_prepared_figures(rows, figures, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(export, "CALIBRATION", 10)
    chosen = np.linspace(0, 35, 10).round().astype(int)
    paths = [row["image"] for row in rows]
    for source in (rows, datasets.Dataset.from_list(rows), paths, [Image.open(path) for path in paths], figures):
        np.testing.assert_array_equal(calibration_figures(source, PROCESSOR), figures[chosen])
    broken = [row | {"image": str(tmp_path / "gone.png")} for row in rows]
    np.testing.assert_array_equal(calibration_figures([*broken[:35], rows[35]], PROCESSOR), figures[35:])
    for nothing, words in (([], "no calibration figures"), (broken, "none of the calibration figures")):
        with pytest.raises(ValueError, match=words):
            calibration_figures(nothing, PROCESSOR)


WRONG = [
    ({"format": "tflite"}, "unknown format 'tflite' (one of onnx, openvino)"),
    ({"precision": "int4"}, "unknown precision 'int4' (one of fp32, bf16, int8)"),
    ({"format": "onnx", "precision": "bf16"}, "ONNX Runtime does not compute in bfloat16"),
    ({"precision": "int8"}, "int8 needs calibration figures"),
    ({"precision": "int8", "calibration": []}, "no calibration figures"),
]


@pytest.mark.parametrize(("options", "words"), WRONG)
def test_wrong_options_are_one_line(vit, tmp_path, options, words):
    with pytest.raises(ValueError) as raised:
        export_model(vit, PROCESSOR, tmp_path / "out", **options)
    assert words in str(raised.value) and "\n" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_what_is_no_patent_model_is_refused(whole, tmp_path):
    for model in (torch.nn.Linear(2, 2), load_exported(whole)[0]):
        with pytest.raises(ValueError, match="cannot be exported: it is no patent model"):
            export_model(model, PROCESSOR, tmp_path / "out")


@pytest.mark.parametrize("graph", ["onnx", "openvino"])
def test_a_missing_engine_is_named(vit, whole, tmp_path, graph, monkeypatch):
    for name in ("onnxruntime", "openvino"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(ImportError, match=rf"pip install 'modeling-patent\[{graph}\]'"):
        export_model(vit, PROCESSOR, tmp_path / "out", graph)
    if graph == "onnx":
        with pytest.raises(ImportError, match=r"ONNX Runtime is not installed: pip install 'modeling-patent\[onnx\]'"):
            load_exported(whole)


def test_other_files_are_not_overwritten_and_an_export_is_replaced(vit, whole, figures, tmp_path):
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(ValueError, match="holds other files"):
        export_model(vit, PROCESSOR, tmp_path, "onnx")
    with pytest.raises(ValueError, match="is a file, not a folder"):
        export_model(vit, PROCESSOR, tmp_path / "thesis.txt", "onnx")
    for graph in ("openvino", "onnx"):
        export_model(vit, PROCESSOR, tmp_path / "out", graph)
    assert not (tmp_path / "out" / "model.xml").exists()
    assert load_exported(tmp_path / "out")[0].about["graph"] == "onnx"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "thesis.txt"]


@pytest.mark.parametrize("stage", ["write_graph", "_put", "file_entry"])
def test_a_failure_leaves_the_old_export_and_nothing_else(vit, figures, tmp_path, monkeypatch, stage):
    export_model(vit, PROCESSOR, tmp_path / "out", "onnx")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(export, stage, full)
    with pytest.raises(OSError, match="No space left"):
        export_model(vit, PROCESSOR, tmp_path / "out", "onnx")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_old_export_comes_back_if_the_new_one_cannot_take_its_name(vit, tmp_path, monkeypatch):
    export_model(vit, PROCESSOR, tmp_path / "out", "onnx")
    created = json.loads((tmp_path / "out" / "exported.json").read_text())
    rename = Path.rename

    def refuses(self, target):
        if self.suffix == ".tmp":
            raise PermissionError(13, "no right to write there", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuses)
    with pytest.raises(PermissionError):
        export_model(vit, PROCESSOR, tmp_path / "out", "openvino")
    assert json.loads((tmp_path / "out" / "exported.json").read_text()) == created
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_backbone_that_cannot_be_traced_is_one_line(vit, figures, tmp_path):
    class Odd(PatentVisionModel):
        def pool(self, pixel_values):
            if torch.jit.is_tracing():
                raise RuntimeError("cannot trace this\nat all")
            return super().pool(pixel_values)

    model = Odd(vit.config)
    with pytest.raises(ValueError, match=r"^the ViTModel cannot be exported to onnx: cannot trace this$"):
        export_model(model, PROCESSOR, tmp_path / "out", "onnx")
    assert not list(tmp_path.iterdir())


def test_a_model_that_is_no_use_in_8_bits_is_refused_in_one_line(figures, tmp_path):
    model = make_model("efficientnet", figures)
    with pytest.raises(ValueError, match="EfficientNetModel cannot be exported to onnx in int8") as raised:
        export_model(model, PROCESSOR, tmp_path / "out", "onnx", "int8", figures)
    assert "\n" not in str(raised.value) and not list(tmp_path.iterdir())


def test_an_engine_that_gives_other_vectors_is_found_out(vit, whole, tmp_path, monkeypatch):
    def other(path, *_):
        return lambda ink: np.roll(np.eye(8, dtype=np.float32)[: len(ink)], 1, axis=1)

    monkeypatch.setattr(exported, "_onnx", other)
    with pytest.raises(ValueError, match="onnx computes other vectors on this machine than the model"):
        load_exported(whole)
    with pytest.raises(ValueError, match="computes other vectors"):
        export_model(vit, PROCESSOR, tmp_path / "out", "onnx")
    assert not list(tmp_path.iterdir())


def test_an_engine_that_is_wrong_in_bf16_computes_in_float32(vit, figures, tmp_path, monkeypatch, caplog):
    real = exported._openvino

    def wrong_in_bf16(path, hint):
        engine = real(path, hint)
        return (lambda ink: -engine(ink)) if hint == "bf16" else engine

    monkeypatch.setattr(exported, "_openvino", wrong_in_bf16)
    export_model(vit, PROCESSOR, tmp_path / "out", "openvino", "bf16")
    made, _ = load_exported(tmp_path / "out")
    np.testing.assert_allclose(embed_figures(made, figures), embed_figures(vit, figures), atol=1e-5)
    assert "gives other vectors here in bf16" in caplog.text


def test_a_signal_does_not_kill_once_engines_were_let_go(vit, tmp_path):
    export_model(vit, PROCESSOR, tmp_path / "out", "openvino")
    engines = [exported._openvino(tmp_path / "out" / "model.xml", "f32") for _ in range(2)]
    while engines:
        engines.pop(0)  # in the order in which they came
        gc.collect()
    child = os.fork()  # which has this thread's stack for signals, and may die of it
    if not child:
        signal.signal(signal.SIGUSR1, lambda *_: os._exit(0))
        signal.raise_signal(signal.SIGUSR1)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_the_converter_reports_nothing_and_leaves_the_environment(vit, tmp_path, monkeypatch):
    telemetry = pytest.importorskip("openvino_telemetry")
    sent = []
    monkeypatch.setattr(telemetry.Telemetry, "_SingletonMetaClass__single_instance", None)
    monkeypatch.setattr("openvino_telemetry.utils.sender.TelemetrySender.send", lambda *message: sent.append(message))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    for before in (None, "no"):
        monkeypatch.delenv("CI", raising=False) if before is None else monkeypatch.setenv("CI", before)
        export_model(vit, PROCESSOR, tmp_path / "out", "openvino")
        assert os.environ.get("CI") == before
    assert not sent and not list((tmp_path / "home").iterdir())


def test_damage_is_one_line(whole, tmp_path):
    import shutil

    def copy(name):
        shutil.copytree(whole, tmp_path / name)
        return tmp_path / name

    graph = copy("graph")
    data = bytearray((graph / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 255
    (graph / "model.onnx").write_bytes(data)
    missing = copy("missing")
    (missing / "model.onnx").unlink()
    cut, other, newer = copy("cut"), copy("other"), copy("newer")
    (cut / "exported.json").write_text('{"format": "modeling')
    (other / "exported.json").write_text('{"format": "else"}')
    about = json.loads((newer / "exported.json").read_text()) | {"format_version": 9}
    (newer / "exported.json").write_text(json.dumps(about))
    (tmp_path / "empty").mkdir()
    cases = {
        graph: "model.onnx is not what was written",
        missing: "model.onnx is not what was written",
        cut: "is damaged, or belongs to another program",
        other: "is damaged, or belongs to another program",
        newer: "another version of this program",
        tmp_path / "empty": "is no exported model",
    }
    for folder, words in cases.items():
        with pytest.raises(ValueError, match=words) as raised:
            load_exported(folder)
        assert str(folder) in str(raised.value) and "\n" not in str(raised.value)
    with pytest.raises(FileNotFoundError, match="no such exported model"):
        load_exported(tmp_path / "gone")
    assert is_exported(whole) and not is_exported(tmp_path / "empty") and not is_exported(tmp_path / "gone")


def test_a_graph_that_no_engine_opens_is_one_line(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    (tmp_path / "model.xml").write_bytes(b"no graph")
    for graph, name in (("onnx", "ONNX Runtime"), ("openvino", "OpenVINO")):
        with pytest.raises(ValueError, match=f"cannot be opened by {name}") as raised:
            exported.open_engine(tmp_path, graph, "fp32", [[1.0]] * 2, 32)
        assert "\n" not in str(raised.value)
