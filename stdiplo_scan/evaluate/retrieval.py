"""Retrieval: questions and the passages that answer them, within a language and across languages.

Every set is indexed into a store of its own and asked as `search --queries` asks: the language of a question
is told by the searcher, no filter is set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.search import Mode
from stdiplo_scan.evaluate.corpus import Corpus, rows_as_documents, sample
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.raw_vectors import RawVectors
from stdiplo_scan.evaluate.scores import first_right, mean, ndcg, recall_at, reciprocal_rank
from stdiplo_scan.evaluate.sets import Row

SCIFACT = "06b_ir_scifact"
JSQUAD = "06d_ir_jsquad_ja"
XQUAD = "06f_ir_xquad_crossling"
NTREX = "06g_crossling_ntrex_news"
TATOEBA = "06h_bitext_tatoeba"
POLICY = "06i_xling_st"

Score = Literal["ndcg", "p1", "mrr", "recall"]
_ARTICLE_LANGUAGES = ("de", "en", "es", "fr", "ja", "ko", "zh")
_OTHERS = ("ar", "el", "hi", "ro", "ru", "th", "tr", "vi")
_QUICK_DOCUMENTS = 500
_QUICK_QUESTIONS = 150
_SHOWN = 300
_RERANKED = "with the reranker of the settings"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how much each document that answers it is worth."""

    id: str
    text: str
    grades: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents found for a question, best first, with the title and passage of the first."""

    question: Question
    found: tuple[str, ...]
    first: str

    def score(self, score: Score) -> float:
        """The question's share of the figure."""
        if score == "ndcg":
            return ndcg(self.found, self.question.grades)
        if score == "p1":
            return first_right(self.found, self.question.grades)
        if score == "mrr":
            return reciprocal_rank(self.found, self.question.grades)
        return recall_at(self.found, self.question.grades)


def _questions(rows: Iterable[Row]) -> list[Question]:
    return [Question(str(row["id"]), row["text"], row["qrels"]) for row in rows]


def _ask(
    context: Context,
    key: str,
    corpus: Corpus,
    questions: Sequence[Question],
    mode: Mode = "hybrid",
    *,
    reranked: bool = False,
) -> list[Answer]:
    """What is found; `reranked`: with the cross-encoder of the settings, which the figures leave out."""

    def answer() -> list[Answer]:
        corpus.searcher.rerank = context.reranker if reranked else None
        answers = []
        for question in questions:
            hits = corpus.ask(question.text, mode=mode)
            first = f"{hits[0].title}: {hits[0].passage}"[:_SHOWN] if hits else "nothing"
            answers.append(Answer(question, tuple(hit.document for hit in hits), first))
            context.report(key)
        corpus.searcher.rerank = None
        return answers

    return context.once(f"{key} {mode} {reranked}", answer)


def _outcome(
    context: Context,
    key: str,
    corpus: Corpus,
    questions: Sequence[Question],
    score: Score,
    *,
    peers: bool = True,
    note: str = "",
) -> Outcome:
    answers = _ask(context, key, corpus, questions)
    others: dict[str, float] = {}
    if context.peers and peers:
        for name, theirs in (
            ("MiniLM alone", _ask_model(context, key, corpus, questions)),
            ("words alone", _ask(context, key, corpus, questions, "exact")),
        ):
            others[name] = mean(one.score(score) for one in theirs)
    if context.reranker is not None:
        theirs = _ask(context, key, corpus, questions, reranked=True)
        others[_RERANKED] = mean(one.score(score) for one in theirs)
    cases = _cases(corpus, answers, score)
    return Outcome(len(answers), mean(one.score(score) for one in answers), others, note, cases)


def _ask_model(context: Context, key: str, corpus: Corpus, questions: Sequence[Question]) -> list[Answer]:
    """What the model alone finds: question and passages as they are written."""
    raw = context.once(f"{id(corpus)} raw", lambda: RawVectors(context, corpus.passages, key))
    return context.once(f"{key} model", lambda: [Answer(one, raw.ask(one.text), "") for one in questions])


def _cases(corpus: Corpus, answers: Sequence[Answer], score: Score) -> tuple[Case, ...]:
    """The questions that were not answered at once, with the texts that answer them."""
    return tuple(
        Case(
            one.question.id,
            one.score(score),
            " | ".join(f"{name}: {corpus.shown.get(name, '')}" for name in list(one.question.grades)[:3]),
            one.first,
            one.question.text,
        )
        for one in answers
        if one.score(score) < 1
    )


# --- within a language


def _scifact(context: Context) -> Outcome:
    corpus = context.once(
        SCIFACT,
        lambda: Corpus(
            context, rows_as_documents(context.sets.rows(SCIFACT, "corpus"), language="en"), title="06b"
        ),
    )
    questions = _questions(context.sets.rows(SCIFACT, "queries.dev"))
    return _outcome(context, "06b", corpus, questions, "ndcg")


def _small(context: Context, name: str, language: str) -> tuple[Corpus, list[Question]]:
    """A sample of a set's questions over the documents that answer them and a sample of the others."""

    def make() -> tuple[Corpus, list[Question]]:
        rows = sample(context.sets.rows(name, "queries.dev"), _QUICK_QUESTIONS)
        questions = _questions(rows)
        wanted = {one for question in questions for one in question.grades}
        every = context.sets.rows(name, "corpus")
        others = {row["id"] for row in sample(every, _QUICK_DOCUMENTS)}
        kept = [row for row in every if row["id"] in wanted | others]
        return Corpus(context, rows_as_documents(kept, language=language), title=name), questions

    return context.once(f"{name} sample", make)


def _scifact_sample(context: Context) -> Outcome:
    corpus, questions = _small(context, SCIFACT, "en")
    return _outcome(context, "06b sample", corpus, questions, "ndcg")


def _jsquad_sample(context: Context) -> Outcome:
    corpus, questions = _small(context, JSQUAD, "ja")
    return _outcome(context, "06d sample", corpus, questions, "p1")


def _jsquad(score: Score) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        corpus = context.once(
            JSQUAD,
            lambda: Corpus(
                context, rows_as_documents(context.sets.rows(JSQUAD, "corpus"), language="ja"), title="06d"
            ),
        )
        return _outcome(context, "06d", corpus, _questions(context.sets.rows(JSQUAD, "queries.dev")), score)

    return figure


# --- a question in one language, passages in English


def _xquad(*languages: str, most: int | None = None) -> Callable[[Context], Outcome]:
    """P@1, the mean over the languages; at most so many questions of each."""

    def figure(context: Context) -> Outcome:
        read = languages if len(languages) == 1 and languages[0] != "en" else ()
        passages = context.sets.rows(XQUAD, "corpus.en")
        corpus = context.once(
            f"{XQUAD} {read}",
            lambda: Corpus(context, rows_as_documents(passages), title="06f", dictionaries=read),
        )
        rows = context.sets.rows(XQUAD, "queries.dev")
        shares: dict[str, Outcome] = {}
        for language in languages:
            own = [row for row in rows if row["lang"] == language]
            own = sample(own, most) if most else own
            key = f"06f {language}"
            shares[language] = _outcome(
                context, key, corpus, _questions(own), "p1", peers=len(languages) == 1
            )
        if len(languages) == 1:
            return shares[languages[0]]
        return Outcome(
            sum(one.items for one in shares.values()),
            mean(one.figure for one in shares.values()),
            note=" ".join(f"{language} {one.figure:.2f}" for language, one in shares.items()),
            errors=tuple(case for one in shares.values() for case in one.errors),
        )

    return figure


def _sentences(language: str) -> Callable[[Context], Outcome]:
    """P@1 of the English sentence for the one in `language`; a corpus of all English sentences."""

    def figure(context: Context) -> Outcome:
        rows = context.sets.rows(NTREX, "sentences.dev")
        corpus = context.once(
            f"{NTREX} {language}", lambda: _pairs_corpus(context, rows, "en", "06g", language)
        )
        return _outcome(context, f"06g {language}", corpus, _pairs(rows, language), "p1")

    return figure


def _pairs_corpus(
    context: Context, rows: Sequence[Row], language: str, title: str, dictionary: str
) -> Corpus:
    given = ({"id": row["id"], "text": row[language], "language": language} for row in rows)
    return Corpus(context, rows_as_documents(given), title=title, dictionaries=(dictionary,))


def _pairs(rows: Sequence[Row], language: str) -> list[Question]:
    return [Question(row["id"], row[language], {row["id"]: 1.0}) for row in rows if row.get(language)]


def _tatoeba(asked: str, found: str) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        rows = context.sets.rows(TATOEBA, "jpn_eng.dev")
        corpus = context.once(f"{TATOEBA} {found}", lambda: _pairs_corpus(context, rows, found, "06h", "ja"))
        return _outcome(context, f"06h {asked}", corpus, _pairs(rows, asked), "p1")

    return figure


def _policy(score: Score) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        rows = context.sets.rows(POLICY, "corpus.dev")
        corpus = context.once(
            POLICY, lambda: Corpus(context, rows_as_documents(rows), title="06i", dictionaries=("ja",))
        )
        questions = [
            Question(row["id"], row["query"], dict.fromkeys(row["relevant"], 1.0))
            for row in context.sets.rows(POLICY, "queries.dev")
        ]
        return _outcome(context, "06i", corpus, questions, score)

    return figure


# --- a document and its translations


def _articles(context: Context) -> Outcome:
    """R@10 of the same article in the other languages of _ARTICLE_LANGUAGES, asked by the Japanese title."""
    read = tuple(language for language in _ARTICLE_LANGUAGES if language != "en")
    rows = context.sets.rows(NTREX, "docs.dev")
    corpus = context.once(
        f"{NTREX} articles",
        lambda: Corpus(context, rows_as_documents(rows), title="06g articles", dictionaries=read),
    )
    named = [row for row in rows if row["lang"] in _ARTICLE_LANGUAGES]
    questions = []
    for row in rows:
        if row["lang"] == "ja" and row["title"]:
            own = {one["id"]: 1.0 for one in named if one["cluster"] == row["cluster"]}
            del own[row["id"]]
            questions.append(Question(row["id"], row["title"], own))
    answers = _ask_articles(context, corpus, questions)
    others = {}
    if context.reranker is not None:
        corpus.searcher.rerank = context.reranker
        theirs = _ask_articles(context, corpus, questions)
        corpus.searcher.rerank = None
        others[_RERANKED] = mean(one.score("recall") for one in theirs)
    note = f"{len(rows)} articles in {len({row['lang'] for row in rows})} languages"
    cases = _cases(corpus, answers, "recall")
    return Outcome(len(answers), mean(one.score("recall") for one in answers), others, note, cases)


def _ask_articles(context: Context, corpus: Corpus, questions: Sequence[Question]) -> list[Answer]:
    """Each question's ten best without the article that it is the title of."""
    answers = []
    for question in questions:
        hits = [hit for hit in corpus.ask(question.text, limit=11) if hit.document != question.id][:10]
        first = f"{hits[0].title}: {hits[0].passage}"[:_SHOWN] if hits else "nothing"
        answers.append(Answer(question, tuple(hit.document for hit in hits), first))
        context.report("06g articles")
    return answers


_P1 = "P@1"
MEASURES: tuple[Measure, ...] = (
    Measure("06b.ndcg", SCIFACT, _scifact, "nDCG@10, hybrid", "BM25 .655, MiniLM .653", noise=0.01),
    Measure("06b.sample", SCIFACT, _scifact_sample, "nDCG@10, hybrid, over a sample", noise=0.01),
    Measure("06d.p1", JSQUAD, _jsquad("p1"), _P1, "BM25 on character bigrams .902"),
    Measure("06d.mrr", JSQUAD, _jsquad("mrr"), "MRR@10"),
    Measure("06d.sample", JSQUAD, _jsquad_sample, "P@1 over a sample", quick=True, noise=0.02),
    Measure("06f.en", XQUAD, _xquad("en"), _P1, "English itself .86-.88"),
    Measure("06f.de", XQUAD, _xquad("de"), _P1, "gloss readings .75"),
    Measure("06f.es", XQUAD, _xquad("es"), _P1, "gloss readings .78"),
    Measure("06f.zh", XQUAD, _xquad("zh"), _P1, "gloss readings .68"),
    Measure("06f.others", XQUAD, _xquad(*_OTHERS, most=60), "P@1, languages without a glossary", noise=0.02),
    *(
        Measure(f"06g.{language}", NTREX, _sentences(language), "P@1, sentence to English", published)
        for language, published in (
            ("de", "gloss readings .92"),
            ("es", "gloss readings .93"),
            ("fr", "gloss readings .90"),
            ("ja", "gloss readings .91"),
            ("ko", "gloss readings .73"),
            ("zh", "gloss readings .92"),
        )
    ),
    Measure("06g.articles", NTREX, _articles, "R@10 by a Japanese title, de en es fr ja ko zh"),
    Measure("06h.en_ja", TATOEBA, _tatoeba("en", "ja"), _P1, "gloss readings .69"),
    Measure("06h.ja_en", TATOEBA, _tatoeba("ja", "en"), _P1, "gloss readings .74"),
    Measure("06i.p1", POLICY, _policy("p1"), _P1, "gloss readings .91, MiniLM .01", quick=True, noise=0.02),
    Measure("06i.r10", POLICY, _policy("recall"), "R@10", "gloss readings .99", quick=True, noise=0.02),
)
