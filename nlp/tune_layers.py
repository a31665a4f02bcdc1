"""The last layers of the default model tuned to the sentences in taxonomy/training/signals*.yml.

Run `python -m nlp.tune_layers` after a change of the sentences, then `python -m nlp.train_signals`: three
quarters of an hour on two cores, with torch; a half of it is for the printed figures. Recipe: the layers
below stay, so their states are made once; the layers above and a linear head over the unit-length mean of
the tokens learn 19 types and "none" of sentences with stand-ins for their countries (AdamW, rates falling to
nothing, smoothed labels, classes weighed by the root of their rarity, products in bfloat16). Seed, order and
threads are fixed.
The printed figures are of every fifth sentence, by layers that saw the other four.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sklearn.model_selection import StratifiedKFold
from torch import nn
from transformers import AutoModel, AutoTokenizer

from nlp.embed import default_model_folder, load_embedder
from nlp.sentence_reading import with_stand_ins
from nlp.train_signals import FOLDER, FOLDS, SEED, balanced_accuracy, read_all
from nlp.tuned_layers import LAYERS_FILE, TunedLayers, save_layers

FIRST = 4  # the lowest layer that is tuned, of six
EPOCHS = 4
BATCH = 32
RATE, HEAD_RATE = 1e-4, 1e-2
WARM_UP = 50  # steps in which the rates rise
SMOOTHING = 0.05
SHARPNESS = 10.0  # of the head: vectors of unit length give small products
MOST_TOKENS = 96
States = Sequence[torch.Tensor]  # one (tokens, dimension) a sentence


class Tuning(nn.Module):
    """The tuned layers and their head."""

    def __init__(self, layers: nn.ModuleList, dimension: int, labels: int) -> None:
        super().__init__()
        self.layers = layers
        self.head = nn.Linear(dimension, labels)
        nn.init.normal_(self.head.weight, 0.0, 0.02)

    def forward(self, states: States) -> torch.Tensor:
        """Logits, shape (sentences, labels)."""
        held = nn.utils.rnn.pad_sequence([one.float() for one in states], batch_first=True)
        lengths = torch.tensor([len(one) for one in states])
        there = (torch.arange(held.shape[1])[None, :] < lengths[:, None]).float()
        for layer in self.layers:
            held = _run(layer, held, there)
        mean = (held * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)
        logits: torch.Tensor = SHARPNESS * self.head(nn.functional.normalize(mean, dim=1))
        return logits


def read_states(sentences: Sequence[str], model: Any, tokenizer: Any) -> list[torch.Tensor]:
    """What the layers below the tuned ones make of each sentence, (tokens, dimension) in half precision."""
    found: list[torch.Tensor] = [torch.empty(0)] * len(sentences)
    order = sorted(range(len(sentences)), key=lambda at: len(sentences[at]))
    with torch.no_grad():
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            read = tokenizer(
                [sentences[at] for at in places],
                padding=True,
                truncation=True,
                max_length=MOST_TOKENS,
                return_tensors="pt",
            )
            there = read["attention_mask"].float()
            held = model.embeddings(read["input_ids"])
            for layer in model.encoder.layer[:FIRST]:
                held = _run(layer, held, there)
            for row, at in enumerate(places):
                found[at] = held[row, : int(there[row].sum())].half().clone()
    return found


def tune(states: States, types: Sequence[int], layers: nn.ModuleList, labels: int) -> Tuning:
    """The layers tuned on these sentences; `types` are places in the labels."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    tuning = Tuning(copy.deepcopy(layers), states[0].shape[1], labels).train()
    wanted = torch.tensor(types)
    counts = torch.bincount(wanted, minlength=labels).float().clamp(min=1)
    loss_of = nn.CrossEntropyLoss((counts.mean() / counts) ** 0.5, label_smoothing=SMOOTHING)
    groups = [
        {"params": tuning.layers.parameters(), "lr": RATE},
        {"params": tuning.head.parameters(), "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * -(-len(states) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * (1 - step / steps)
    )
    for epoch in range(EPOCHS):
        total = 0.0
        for places in _batches([len(one) for one in states], chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):  # half the time
                logits = tuning([states[at] for at in places])
            loss = loss_of(logits.float(), wanted[torch.tensor(places)])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(places)
        sys.stderr.write(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(states):.3f}\n")
    return tuning.eval()


def main() -> int:
    """0 after the layers were written; prints the figures."""
    torch.set_num_threads(2)  # the order of sums is part of the recipe
    sentences, types = read_all()
    folder = str(default_model_folder())
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    states = read_states(
        [with_stand_ins(one) for one in sentences], model, AutoTokenizer.from_pretrained(folder)
    )
    labels = sorted(set(types))
    numbers = [labels.index(one) for one in types]
    layers = model.encoder.layer[FIRST:]
    tuning = tune(states, numbers, layers, len(labels))
    save_layers(_layers_of(tuning, labels), FOLDER / LAYERS_FILE)
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    kept, held = next(iter(splitter.split(numbers, numbers)))
    trial = tune([states[at] for at in kept], [numbers[at] for at in kept], layers, len(labels))
    guessed = np.asarray(labels)[_guess(trial, [states[at] for at in held])]
    wanted = np.asarray(types)[held]
    sys.stdout.write(
        f"{len(sentences)} sentences; of {len(held)} held out: type accuracy "
        f"{(guessed == wanted).mean():.3f}; cooperation balanced accuracy "
        f"{balanced_accuracy(guessed, wanted):.3f}\n"
    )
    return 0


def _run(layer: Any, held: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """One layer over padded sentences; `there` is 1 where a token is."""
    found = layer(held, attention_mask=(1 - there)[:, None, None, :] * -1e9)
    output: torch.Tensor = found[0] if isinstance(found, tuple) else found
    return output


def _batches(lengths: Sequence[int], chance: np.random.Generator) -> list[list[int]]:
    """The places of all sentences in batches of about one length, in an order of chance."""
    near = sorted(chance.permutation(len(lengths)), key=lambda at: lengths[at] + chance.random() * 8)
    batches = [[int(at) for at in near[start : start + BATCH]] for start in range(0, len(near), BATCH)]
    return [batches[at] for at in chance.permutation(len(batches))]


def _guess(tuning: Tuning, states: States) -> list[int]:
    with torch.no_grad():
        parts = [tuning(states[at : at + BATCH]).argmax(1) for at in range(0, len(states), BATCH)]
    return [int(one) for one in torch.cat(parts)]


def _layers_of(tuning: Tuning, labels: Sequence[str]) -> TunedLayers:
    weights = {
        f"encoder.layer.{FIRST + int(number)}.{rest}": array.detach().numpy()
        for name, array in tuning.layers.state_dict().items()
        for number, _, rest in [name.partition(".")]
    }
    return TunedLayers(
        base_id=load_embedder().model_id,
        first=FIRST,
        weights=weights,
        labels=tuple(labels),
        head=(SHARPNESS * tuning.head.weight).detach().numpy(),
        bias=(SHARPNESS * tuning.head.bias).detach().numpy(),
        digest="",
    )


if __name__ == "__main__":
    sys.exit(main())
