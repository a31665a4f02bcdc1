"""Who takes part in the event of a sentence, by its grammar: subjects, partners and objects of the event's
own clause, before those of the clauses around it.

A name within a relative clause, beside "unlike", or told of by the sentence that frames the event ("A said
that B and C signed") takes no part. Labels are those of universal dependencies and of spaCy's English models.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from nlp.parsing import Parse, Word
from nlp.tags import Range

_CLAUSES = frozenset(
    {"ROOT", "root", "relcl", "acl:relcl", "acl", "advcl", "ccomp", "xcomp", "csubj", "parataxis", "pcomp"}
)
_LINKED = frozenset(
    {"conj", "advcl", "parataxis", "xcomp"}
)  # a clause that may share its neighbour's subject
_VERBS = frozenset({"VERB", "AUX", "ADJ"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "nsubj:pass", "csubj", "dislocated"})
_OBJECTS = frozenset({"obj", "dobj", "iobj", "dative"})
_NOUNY = frozenset(
    {
        "conj",
        "poss",
        "nmod",
        "nmod:poss",
        "compound",
        "appos",
        "flat",
        "amod",
        "pobj",
        "prep",
        "dep",
        "nummod",
    }
)
_WITHIN = frozenset({"of", "from", "between", "among", "in", "at"})  # a minister of, delegations from
_OWNERS = frozenset({"of", "from", "to", "for"})  # the launch of, equipment from, aid to, help for
_BANS = frozenset(
    {"ban", "sanction", "embargo", "tariff", "duty", "restriction", "curb", "control", "measure"}
)
_TOWARDS = frozenset({"to", "upon"})
_PARTNERS = frozenset({"with", "between", "among", "alongside"})
_APART = frozenset(
    {"without", "like", "unlike", "except", "excluding", "than", "instead", "despite", "amid", "following",
     "after", "before", "not", "besides", "outside"}
)  # fmt: skip
_JA_TOPICS = frozenset({"関する", "つく", "めぐる", "巡る", "よる", "対応", "除く", "かかわる", "関わる"})
_JA_BORDERS = ("国境", "対立", "紛争", "戦争", "摩擦", "係争", "境界", "関係")
_JA_NOT = frozenset({"ない", "ず", "ぬ", "まい"})
_REFUSALS = frozenset(
    {"見送る", "拒否", "拒む", "断念", "撤回", "取りやめる", "refuse", "decline", "reject",
     "fail", "abandon", "postpone"}
)  # fmt: skip
_REPORTS = frozenset(
    {"say", "report", "announce", "confirm", "state", "note", "add", "tell", "reveal", "declare"}
)
_ASIDE = 9  # the rank of a name that takes no part whatever else is missing


@dataclass(frozen=True, slots=True)
class Named:
    """A party that the sentence names: its code and where it stands, in characters of the sentence."""

    code: str
    range: Range


class Clause:
    """The clause of one event within its sentence."""

    def __init__(self, parse: Parse, acts: Sequence[Range], language: str) -> None:
        """`acts`: where the words stand that tell the event, in characters of the sentence; of several places
        the one nearest to the sentence's main verb counts.
        """
        self._words = parse.words
        self._japanese = language == "ja"
        self._children: list[list[int]] = [[] for _ in parse.words]
        for index, word in enumerate(parse.words):
            if word.head != index:
                self._children[word.head].append(index)
        self._act = min(map(self._top, acts), key=lambda at: self._depth(self._clause_of(at)))
        self._verb = self._clause_of(self._act)

    def parties(self, named: Sequence[Named]) -> frozenset[str]:
        """The codes that take part: at least two, or none where the grammar does not say."""
        chosen: set[str] = set()
        for tier in self._tiers(named):
            chosen |= {one.code for one in tier}
            if len(chosen) > 1:
                return frozenset(chosen)
        return frozenset()

    @cached_property
    def negated(self) -> bool:
        """Whether the event is denied: by its own verb, or by one that refuses it."""
        verb = self._verb
        return (
            self._denies(verb)
            or self._refuses(verb)
            or (
                self._words[verb].dep in {"xcomp", "ccomp", "advcl"} and self._refuses(self._words[verb].head)
            )
        )

    @cached_property
    def told(self) -> bool:
        """Whether neither its verb nor anything above it denies the event."""
        at = self._act
        for _ in self._words:
            word = self._words[at]
            if self._denies(at) or self._refuses(at) or word.lemma in _JA_NOT:
                return False
            if any(self._words[one].lemma.lower() == "no" for one in self._children[at]):
                return False
            if word.head == at:
                break
            at = word.head
        return True

    @cached_property
    def reported(self) -> bool:
        """Whether somebody reports the event: "said that it had signed" tells news, not history."""
        word = self._words[self._verb]
        return word.dep == "ccomp" and self._words[word.head].lemma in _REPORTS

    def _denies(self, verb: int) -> bool:
        for child in self._children[verb]:
            word = self._words[child]
            if word.dep == "neg" or (
                self._japanese and word.dep in {"aux", "fixed"} and word.lemma in _JA_NOT
            ):
                return True
            if word.dep in _OBJECTS and any(
                self._words[one].dep == "det" and self._words[one].lemma == "no"
                for one in self._children[child]
            ):
                return True
        return False

    def _refuses(self, verb: int) -> bool:
        return self._words[verb].lemma in _REFUSALS

    def _tiers(self, named: Sequence[Named]) -> Iterable[list[Named]]:
        """The names in the order in which they are believed, the event's own clause first."""
        placed = [(one, self._top(one.range)) for one in named]
        own = self._verb
        first = self._ranked(placed, own)
        yield [*first[0], *first[1]]
        if self._words[own].dep in {"relcl", "acl", "acl:relcl"}:
            yield self._of_antecedent(placed)
        yield from self._of_controller(placed)
        for clause in self._linked(own):
            ranked = self._ranked(placed, clause)
            yield ranked[0]
            yield ranked[1]
        if self._words[own].head != own:
            yield self._ranked(placed, self._clause_of(self._words[own].head))[0]
        yield first[2]

    def _ranked(self, placed: Sequence[tuple[Named, int]], clause: int) -> tuple[list[Named], ...]:
        """Those of a clause: who acts or is a partner, who is acted upon, the rest."""
        ranks: tuple[list[Named], ...] = ([], [], [])
        for one, at in placed:
            if self._clause_of(at) == clause and (rank := self._rank(at, clause)) < len(ranks):
                ranks[rank].append(one)
        return ranks

    def _rank(self, at: int, clause: int) -> int:
        chain = [at]
        while chain[-1] != clause and self._words[chain[-1]].head != clause and len(chain) < len(self._words):
            chain.append(self._words[chain[-1]].head)
        return self._rank_japanese(chain, clause) if self._japanese else self._rank_english(chain, clause)

    # --- English

    def _rank_english(self, chain: Sequence[int], clause: int) -> int:
        words = self._words
        at = chain[0]
        if self._stands_aside(at):
            return _ASIDE
        preps = [one for one in chain if words[one].dep in {"prep", "agent"} or words[one].pos == "ADP"]
        if any(words[one].lemma.lower() in _APART or self._denies(one) for one in preps):
            return _ASIDE
        top = words[chain[-1]]
        names = [words[one].lemma.lower() for one in preps]
        if top.dep in _SUBJECTS or chain[-1] == clause:
            return 0 if set(names) <= _WITHIN and self._nouny(chain[:-1]) else 2
        if top.dep == "agent" or (top.lemma.lower() == "by" and set(names[:-1]) <= _WITHIN):
            return 0
        if names and names[-1] in _PARTNERS and set(names[:-1]) <= _WITHIN:
            return 0
        if top.dep in _OBJECTS and _PARTNERS & set(names[:2]) and set(names) <= _PARTNERS | _WITHIN | {"on"}:
            return 0
        if top.dep in _OBJECTS or top.dep in {"attr", "oprd"}:
            banned = top.lemma.lower() in _BANS  # a ban on goods from, sanctions against
            return 1 if set(names) <= _OWNERS | ({"on", "against"} if banned else set()) else 2
        towards = _TOWARDS | ({"on"} if words[clause].lemma == "call" else set())
        return 1 if names and names[-1] in towards and set(names[:-1]) <= _WITHIN else 2

    def _stands_aside(self, at: int) -> bool:
        """Whether the words just before the name set it aside: "not France", "without the United States"."""
        left = at
        while left and (self._words[left - 1].head == at or self._words[left - 1].pos in {"DET", "ADJ"}):
            left -= 1
            if self._words[left].lemma.lower() in _APART:
                return True
        before = self._words[left - 1].lemma.lower() if left else ""
        return before in _APART

    def _nouny(self, chain: Iterable[int]) -> bool:
        return all(self._words[one].dep in _NOUNY for one in chain)

    # --- Japanese

    def _rank_japanese(self, chain: Sequence[int], clause: int) -> int:
        """Particles tell: は, が, も act; と joins a partner; を, に, へ are acted upon."""
        words = self._words
        partner = False
        owned = False  # by a noun that the name only describes: ロシアの核開発に
        for below, above in pairwise([*chain, clause]):
            marks = self._particles(below)
            if marks & _JA_TOPICS:
                return 2
            if "と" in marks and above != clause and words[above].pos == "PROPN":
                continue  # AとB: what B does
            owned = owned or (above != clause and words[below].dep in {"compound", "nmod"})
            if "と" in marks:
                if "の" in marks and self._is_border(above):
                    return 2
                partner = True
            if "で" in marks and "の" in marks:
                return 2  # Bでの開発
        top = chain[-1]
        marks = self._particles(top)
        if partner:
            return 0
        if (
            words[top].dep in _SUBJECTS
            or top == clause
            or ({"は", "が", "も"} & marks and not {"に", "で"} & marks)
        ):
            return 0 if all(words[one].dep in _NOUNY for one in chain[:-1]) else 2
        if marks & {"を", "に", "へ"} or {"対する"} & marks:
            return 2 if owned else 1
        return 2

    def _particles(self, at: int) -> set[str]:
        """The particles behind a word, and the verbs that went stiff with them (に対し, に関する)."""
        found: set[str] = set()
        for child in self._children[at]:
            word = self._words[child]
            if word.dep == "case" and child > at:
                found.add(word.lemma)
                found |= {
                    self._words[one].lemma for one in self._children[child] if self._words[one].dep == "fixed"
                }
        return found

    def _is_border(self, at: int) -> bool:
        words = [at, *self._children[at]]
        return any(self._words[one].lemma.startswith(_JA_BORDERS) for one in words)

    # --- clauses around the event's

    def _of_antecedent(self, placed: Sequence[tuple[Named, int]]) -> list[Named]:
        """The noun that the event's relative clause describes: "France, invited by Chile, ..."."""
        noun = self._words[self._verb].head
        found = []
        for one, at in placed:
            up = at
            while up != noun and self._words[up].dep in _NOUNY and self._words[up].head != up:
                up = self._words[up].head
            if up == noun and self._words[up].pos in {"NOUN", "PROPN", "PRON"}:
                found.append(one)
        return found

    def _of_controller(self, placed: Sequence[tuple[Named, int]]) -> Iterable[list[Named]]:
        """Whom the verb above makes act: "urged B and C to sign", BとCに署名を求めた."""
        word = self._words[self._verb]
        if word.dep not in {"xcomp", "advcl", "ccomp"} or any(
            self._words[one].dep in _SUBJECTS for one in self._children[self._verb]
        ):
            return
        above = self._ranked(placed, self._clause_of(word.head))
        yield above[1]
        yield above[0]

    def _linked(self, clause: int) -> Iterable[int]:
        """Clauses that may share the event's subject: "came and signed", 訪れ、署名した."""
        word = self._words[clause]
        if word.dep in _LINKED and word.head != clause:
            yield self._clause_of(word.head)
        for index, one in enumerate(self._words):
            if (
                index != clause
                and one.dep in _LINKED
                and self._is_clause(index)
                and self._clause_of(one.head) == clause
            ):
                yield index

    def _top(self, place: Range) -> int:
        """The word of a range that the others of it depend on; the sentence's root where none is in it."""
        inside = [i for i, word in enumerate(self._words) if word.start < place[1] and word.end > place[0]]
        held = set(inside)
        for index in inside:
            head = self._words[index].head
            if head not in held or head == index:
                return index
        return next((i for i, word in enumerate(self._words) if word.head == i), 0)

    def _depth(self, at: int) -> int:
        """How many words stand above."""
        for depth, _ in enumerate(self._words):
            if self._words[at].head == at:
                return depth
            at = self._words[at].head
        return len(self._words)

    def _clause_of(self, at: int) -> int:
        """The head of the clause that a word stands in; of a clause's head, itself."""
        for _ in self._words:
            if self._is_clause(at):
                return at
            at = self._words[at].head
        return at

    def _is_clause(self, at: int) -> bool:
        word: Word = self._words[at]
        if word.head == at:
            return True
        if word.dep in _CLAUSES:
            return True
        if word.dep == "conj":
            return word.pos in {"VERB", "AUX"}
        if word.dep == "amod":
            return any(self._words[one].dep in {"obl", "obj", "nsubj"} for one in self._children[at])
        return False
