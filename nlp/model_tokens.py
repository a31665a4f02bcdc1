"""Texts -> the token numbers that the default model reads."""

from __future__ import annotations

from pathlib import Path

_CHARS_A_TOKEN = (
    200  # longer texts are cut before tokenizing; WordPiece makes one token of a word of 100 or more
)


class ModelTokens:
    """The default model's own tokenizer, cutting at the model's limit; safe to use from several threads."""

    def __init__(self, file: Path, model_tokens: int) -> None:
        """`file`: tokenizer.json; `model_tokens`: the model's limit with its own marks.

        Raises what the library raises where the file is no tokenizer.
        """
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy: loaded with the first model

        self._tokenizer = Tokenizer.from_file(str(file))
        # the bundled file pads and cuts at 128 tokens: whoever infers pads, and the model's limit cuts
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._special = int(self._tokenizer.num_special_tokens_to_add(False))
        self.limit = model_tokens - self._special  # tokens of text

    def count(self, text: str) -> int:
        """How many tokens the text has, without the model's own marks; may exceed the limit."""
        return len(self._tokenizer.encode(_clean(text), add_special_tokens=False).ids)

    def numbers(self, text: str) -> list[int]:
        """The text's token numbers between the model's own marks; what is beyond the limit is left out."""
        cut = _clean(text[: self.limit * _CHARS_A_TOKEN])
        ids: list[int] = self._tokenizer.encode(cut).ids
        if len(ids) > self.limit + self._special:
            ids = [*ids[: self.limit + self._special - 1], ids[-1]]  # the closing mark stays
        return ids


def _clean(text: str) -> str:
    """The text with lone surrogates replaced: the tokenizer takes UTF-8 only."""
    return text.encode("utf-8", "replace").decode("utf-8")
