import configparser
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def setup_cfg():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def names(block):
    return [re.split(r"[<>=!~ ]", line)[0].lower().replace("_", "-") for line in block.split()]


def test_setup_names_every_package(setup_cfg):
    found = set()
    for top, base in (("modeling_patent", ROOT), ("patent_data", ROOT / "data"), ("patent_demo", ROOT / "demo")):
        for init in (base / top).rglob("__init__.py"):
            found.add(".".join(init.parent.relative_to(base).parts))
    assert set(setup_cfg["options"]["packages"].split()) == found


def test_every_requirement_has_one_tested_version(setup_cfg):
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", line) for line in lines)
    pinned = set(names("\n".join(lines)))
    wanted = names(setup_cfg["options"]["install_requires"])
    for extra in setup_cfg["options.extras_require"].values():
        wanted += names(extra)
    assert sorted(set(wanted) - pinned) == []
    assert "torch==2.13.0" in lines
    assert not pinned & {"torchvision", "timm"}


def test_versions_agree():
    from modeling_patent import __version__

    assert f"version: {__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built of what git knows."""
    tmp_path = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), "."]
    copy = tmp_path / "source"
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, files.stdout.split("\0")):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name, follow_symlinks=False)
    assert (copy / "modeling_patent" / "training" / "model_card.md").is_symlink()
    result = subprocess.run(build, cwd=copy, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-2000:]
    return next((tmp_path / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """A folder with nothing but what the wheel installs."""
    folder = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), str(wheel)]
    subprocess.run(install, check=True, cwd=folder)
    return folder


def test_wheel_holds_all_of_the_packages(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    typed = {f"{name}/py.typed" for name in ("modeling_patent", "patent_data", "patent_demo")}
    assert typed | {"modeling_patent/locarno_list.csv"} <= set(inside)
    template = zipfile.ZipFile(wheel).read("modeling_patent/training/model_card.md")
    assert template == (ROOT / "model_card.md").read_bytes() and b"{{ card_data }}" in template
    places = {"modeling_patent": ROOT, "patent_data": ROOT / "data", "patent_demo": ROOT / "demo"}
    assert {name.split("/")[0] for name in inside if ".dist-info" not in name} == set(places)
    for kind in ("py", "css", "js"):
        sources = {str(p.relative_to(base)) for top, base in places.items() for p in (base / top).rglob(f"*.{kind}")}
        assert sources == {name for name in inside if name.endswith(f".{kind}")}


def test_wheel_works_outside_the_checkout(site, tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import modeling_patent, patent_data;"
        "assert modeling_patent.__file__.startswith(sys.argv[1]), modeling_patent.__file__;"
        "assert patent_data.__file__.startswith(sys.argv[1]);"
        "from modeling_patent.cli import main; print(modeling_patent.LocarnoCode.parse('1404').title);"
        "main(['--version'])"
    )
    result = subprocess.run([sys.executable, "-c", code, str(site)], capture_output=True, text=True, cwd=tmp_path)
    assert result.returncode == 0, result.stderr[-2000:]
    assert "graphical user interfaces" in result.stdout.lower()


@pytest.mark.processes
def test_the_wheel_alone_serves_the_page(site, tmp_path):
    pytest.importorskip("gradio", reason="the page needs gradio: the extra demo")
    from modeling_patent import PatentImageProcessor, PatentVisionModel
    from modeling_patent.retrieval import PatentIndex

    from .small import BACKBONES

    PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8).save_pretrained(tmp_path / "model")
    PatentImageProcessor(size={"height": 32, "width": 32}).save_pretrained(tmp_path / "model")
    row = {"figure_id": "f", "patent_id": "p", "granted": "2020-01-07"}
    PatentIndex.from_embeddings([[1.0] * 8], [row], str(tmp_path / "model")).save(tmp_path / "index")
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from modeling_patent.cli import main;"
        "import patent_demo; assert patent_demo.__file__.startswith(sys.path[0]); sys.exit(main(sys.argv[1:]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(site), "demo", "--index", str(tmp_path / "index")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    try:
        address = next(found[0] for line in process.stderr if (found := re.search(r"http://\S+", line)))
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert "Design patent search" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out) == (0, "the page is closed\n"), err
