"""An office's own classifiers: where they lie, which are in force, and how new ones take their place.

A folder a version below the office's `models/`, and a file `current` that names the one in force, replaced in
one step: a kill leaves the old models or the new ones.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlp.classifier import WEIGHTS_FILE, Classifier, ClassifierError, read_weights
from nlp.fields_model import FieldsModel, load_fields_model
from nlp.tuned_layers import is_of_other_layers

FIELDS_FILE = "fields_model.npz"
CARD_FILE = "card.json"  # what the models were made of and how they did
CURRENT = "current"
_VERSION = re.compile(r"office-[0-9a-f]{8}")


class ModelsError(ValueError):
    """An office's models cannot be used: place, value met, value wanted, cure."""


@dataclass(frozen=True, slots=True)
class OfficeModels:
    """The models in force; None: the shipped one is."""

    version: str  # "" where the shipped ones are in force
    classifier: Classifier | None = None
    fields: FieldsModel | None = None
    card: Mapping[str, Any] | None = None

    @property
    def model(self) -> str:
        """The name of the embedding model whose space they were learned in; "" for the default."""
        return str((self.card or {}).get("model", ""))

    @property
    def reads(self) -> tuple[str, ...]:
        """The languages besides English that this model reads by itself."""
        return tuple((self.card or {}).get("reads", ()))


def load_models(folder: Path) -> OfficeModels:
    """The models that an office installed. Raises ModelsError where their files are missing or broken."""
    try:
        version = (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return OfficeModels("")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelsError(f"{folder / CURRENT}: {error}; wanted a version; {_CURE}") from error
    if not _VERSION.fullmatch(version):
        raise ModelsError(f"{folder / CURRENT}: {version[:40]!r}; wanted a version of this folder; {_CURE}")
    place = folder / version
    classifier, fields = None, None
    try:
        if (place / WEIGHTS_FILE).is_file():
            body = (place / WEIGHTS_FILE).read_bytes()
            with np.load(io.BytesIO(body), allow_pickle=False) as data:
                classifier = read_weights(data, hashlib.sha256(body).hexdigest())
            if is_of_other_layers(classifier.model_id):
                raise ValueError(f"{WEIGHTS_FILE} belongs to tuned layers of another edition")
        if (place / FIELDS_FILE).is_file():
            fields = load_fields_model(place / FIELDS_FILE)
        card = json.loads((place / CARD_FILE).read_text("utf-8"))
    except (OSError, ValueError, KeyError, EOFError, ClassifierError) as error:
        said = " ".join(str(error).split())
        raise ModelsError(f"{place}: {said}; wanted the models of {version}; {_CURE}") from error
    return OfficeModels(version, classifier, fields, card)


_CURE = "train again, or go back to the shipped models with `stdiplo-scan train --shipped`"


def install_models(folder: Path, written: Path, card: Mapping[str, Any]) -> str:
    """The version now in force: the files of `written` (taken away) with their card.

    The version is named by what the files hold, so the same models are the same version.
    """
    digest = hashlib.sha256()
    for path in sorted(written.glob("*.npz")):
        digest.update(path.name.encode() + path.read_bytes())
    version = f"office-{digest.hexdigest()[:8]}"
    (written / CARD_FILE).write_text(
        json.dumps({"version": version, **card}, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    place = folder / version
    if place.exists():
        shutil.rmtree(written)
    else:
        written.rename(place)
    waiting = folder / f".{CURRENT}.{os.getpid()}"
    waiting.write_text(version + "\n", encoding="utf-8")
    waiting.replace(folder / CURRENT)
    return version


def use_shipped(folder: Path) -> None:
    """The shipped models are in force again; the office's stay on the disk."""
    (folder / CURRENT).unlink(missing_ok=True)
