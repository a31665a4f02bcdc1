"""The default model as OpenVINO files: `python -m nlp.conversion SOURCE TARGET`, run once, in its own
process.

Mean pooling over the unmasked tokens and the scaling to unit length are part of the converted graph.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer

from nlp.openvino_engine import import_openvino


class _Pooled(torch.nn.Module):
    """The transformer with its pooling, as one traceable module over token ids."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        output = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        )
        hidden = output.last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, p=2, dim=1)


def convert_model(source: Path, target: Path) -> None:
    """Write model.xml, model.bin (f32) and tokenizer.json of a BERT with mean pooling into the target
    folder.
    """
    openvino = import_openvino()
    model: Any = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    transformer = model[0].auto_model.eval()
    ids = torch.ones((2, 8), dtype=torch.int64)
    mask = ids.clone()
    mask[1, 5:] = 0
    example = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    with torch.no_grad():
        converted = openvino.convert_model(_Pooled(transformer), example_input=example)
    openvino.save_model(converted, str(target / "model.xml"), compress_to_fp16=False)
    shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")


if __name__ == "__main__":
    convert_model(Path(sys.argv[1]), Path(sys.argv[2]))
