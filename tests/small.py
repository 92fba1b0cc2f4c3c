"""Small things that tests share: random backbones of every family, and rows with drawings."""

from pathlib import Path

from PIL import Image, ImageDraw
from transformers import (
    CLIPVisionConfig,
    ConvNextConfig,
    Dinov2Config,
    DINOv3ViTConfig,
    EfficientNetConfig,
    PretrainedConfig,
    ResNetConfig,
    SiglipVisionConfig,
    Swinv2Config,
    ViTConfig,
)

from modeling_patent.rows import make_row


def _tokens(kind: type[PretrainedConfig]) -> PretrainedConfig:
    return kind(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        image_size=32,
        patch_size=8,
        initializer_range=0.1,
    )


BACKBONES: dict[str, PretrainedConfig] = {
    "vit": _tokens(ViTConfig),
    "clip": _tokens(CLIPVisionConfig),
    "siglip": _tokens(SiglipVisionConfig),
    "dinov2": _tokens(Dinov2Config),
    "dinov3": _tokens(DINOv3ViTConfig),
    "resnet": ResNetConfig(num_channels=1, embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic"),
    "convnext": ConvNextConfig(hidden_sizes=[8, 16], depths=[1, 1], num_stages=2, initializer_range=0.1),
    "swinv2": Swinv2Config(image_size=32, patch_size=4, embed_dim=16, depths=[1, 1], num_heads=[2, 2], window_size=4),
    # A random EfficientNet gives zeros at the default initializer_range (see the model's warning), and needs one pass
    # in training mode for its batch statistics.
    "efficientnet": EfficientNetConfig(
        image_size=32, width_coefficient=0.25, depth_coefficient=0.25, hidden_dim=320, initializer_range=0.5
    ),
}


def draw_rows(folder: Path, patents: int) -> list[dict[str, object]]:
    """Draw rows whose patents differ in the proportions of a rectangle and its diagonal."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for patent in range(patents):
        for view in range(3):
            picture = Image.new("1", (120, 120), 1)
            draw = ImageDraw.Draw(picture)
            box = [10 + view, 10, 40 + 70 * (patent % 4) // 4, 110 - 6 * (patent // 4)]
            draw.rectangle(box, outline=0, width=1 + patent % 3)
            draw.line([box[0], box[1], box[2], box[3] - 4 * patent], fill=0)
            path = folder / f"USD{9000001 + patent:07d}-20200107-D{view + 1:05d}.png"
            picture.save(path)
            code = ("06-01", "06-03", "26-05", None)[patent % 4]
            rows.append(make_row(str(path), path.stem, path.stem[:10], "2020-01-07", locarno=code, title="Box"))
    return rows
