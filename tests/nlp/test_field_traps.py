"""Every trap that the taxonomy names beside a field: words of the field that mean something else."""

from __future__ import annotations

import pytest

from nlp.topics import tag_fields

# field, language, phrases that must not make it
TRAPS = {
    (
        "ENV",
        "en",
    ): "a good research environment; the business environment; a learning environment; the political "
    "climate; the investment climate",
    (
        "ENV",
        "ja",
    ): "研究環境を整える; 環境整備を進める; 環境変数を設定する; 投資環境を改善する; 雇用環境が変わる",
    (
        "DRR",
        "en",
    ): "image reconstruction in tomography; reconstruction of evolution; cost recovery; metal recovery; "
    "recovery of patients; a tsunami of applications; a political earthquake; IT backup for "
    "disaster recovery plans of companies",
    ("DRR", "ja"): "画像再構成の手法; 再生医療の研究; 再生可能エネルギーの導入; 経済再生を目指す",
    (
        "MED",
        "en",
    ): "the health of the economy; a solar cell; a battery cell; a mobile cell; a trial in court; a field "
    "trial",
    ("MED", "ja"): "電池セルの製造; 財政健全化; セル生産を始める",
    ("INF", "en"): "a computer virus; a viral video; contagion in finance; an outbreak of violence",
    ("INF", "ja"): "コンピュータウイルスを除く; 金融危機の感染",
    ("LIF", "en"): "the DNA of the company; a long service life; battery life; the culture of the office",
    ("LIF", "ja"): "企業のDNAを残す; 細胞分裂的に拡大する",
    ("BMS", "en"): "a survey of standing biomass; fish biomass; a petrochemical feedstock",
    ("BMS", "ja"): "森の生物量を調べる",
    (
        "AGR",
        "en",
    ): "a field trial of phones; crop an image; harvest data; energy harvesting; seed funding; a chemical "
    "plant",
    ("AGR", "ja"): "工場のプラントを建てる; シードファンドを作る; 情報収穫",
    (
        "BDV",
        "en",
    ): "the innovation ecosystem; a start-up ecosystem; diversity and inclusion; the taxonomy of finance",
    ("BDV", "ja"): "イノベーション・エコシステムを作る; 多様性を尊重する",
    ("WAT", "en"): "a watershed moment; a pipeline of projects; liquidity of markets; the flow of data",
    ("WAT", "ja"): "水素を使う; 水準を上げる; 水平に置く",
    ("ENE", "en"): "renewed energy in the team; political power; current affairs; grid computing",
    ("ENE", "ja"): "地域の再生を進める",
    (
        "NUC",
        "en",
    ): "the nuclear family; nuclear magnetic resonance; the cell nucleus; data fusion; sensor fusion; fusion "
    "cuisine; gene fusion",
    ("NUC", "ja"): "核酸を測る; 細胞核を見る; 核家族が増える; データ融合; 異分野融合を進める; 融合研究を行う",
    ("NAN", "en"): "teaching materials; a material breach; within a nanosecond",
    ("NAN", "ja"): "教材を配る; 資料を読む; 素材集; 取材材料",
    ("MIN", "en"): "data mining; text mining; bitcoin mining; a critical review; the book is mine",
    ("MIN", "ja"): "人的資源を育てる; データマイニング; 計算資源を使う; 資源配分を見直す",
    (
        "ICT",
        "en",
    ): "potato chips; a blue-chip company; a network of researchers; cloud cover; a spectrum disorder",
    ("ICT", "ja"): "人的ネットワークを広げる; 研究ネットワークを作る",
    ("AID", "en"): "Amnesty International (AI) said; avian influenza (AI); a fashion model",
    ("AID", "fr"): "j'ai vu le film",
    ("AID", "vi"): "không ai biết",
    ("AID", "ja"): "愛を語る; 相手と会う",
    ("QUA", "en"): "a quantum leap; the quantum of damages",
    ("ROB", "en"): "bots on the web; the drone bee; manufacturing consent",
    ("ROB", "ja"): "ボットが書いた; 自動的に更新する",
    (
        "SPA",
        "en",
    ): "space for cooperation; a data space; office space; the launch of a call; a satellite campus; a "
    "trade mission",
    ("SPA", "ja"): "売上を伸ばす; 打上げの宴会を開く; 空間を広げる; 衛星都市を作る",
    ("OCE", "en"): "an ocean of data; polar opposites; a deep dive into data; bipolar disorder",
    ("OCE", "ja"): "両極に分かれる; 極めて高い; 氷河期世代",
    ("BAS", "en"): "basic needs; basic income; a loan facility; a credit facility; infrastructure for roads",
    ("BAS", "ja"): "基礎自治体が決める; 介護の施設整備; 融資枠を設ける",
    (
        "HRM",
        "en",
    ): "transfers of football players; mobility of cars; the exchange rate; the stock exchange; "
    "a talent show",
    ("HRM", "ja"): "モビリティ(交通)を考える; 為替が動く; 人材派遣業",
    ("POL", "en"): "an insurance policy; a marketing white paper; cultural appropriation",
    ("POL", "ja"): "保険のポリシー; 家計の白書",
    (
        "INN",
        "en",
    ): "patently false; the standard of living; the gold standard; a particle accelerator; "
    "an open standard of software",
    ("INN", "ja"): "標準偏差を求める; 加速器の実験; 標準的な治療",
}


@pytest.mark.parametrize(("field", "language"), TRAPS)
def test_a_trap_of_the_taxonomy_makes_no_field(field: str, language: str) -> None:
    caught = [
        phrase
        for phrase in TRAPS[field, language].split("; ")
        if field in {found.id for found in tag_fields(f"{phrase}.", language=language)}
    ]
    assert caught == []
