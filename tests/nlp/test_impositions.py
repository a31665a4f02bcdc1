"""Who imposes a restriction and who is affected: sentences of seven languages."""

from __future__ import annotations

import pytest

from nlp.impositions import find_imposition, roles_in

SENTENCES = [
    ("en", "The United States imposed new export controls on China.", "CN US", "US>CN"),
    ("en", "China banned exports of gallium to the United States on Tuesday.", "CN US", "CN>US"),
    ("en", "Chinese companies were added to the entity list by the United States.", "CN US", "US>CN"),
    ("en", "Iran faces new sanctions over its drone programme.", "IR", ">IR"),
    ("en", "US sanctions on Russia hit a research institute.", "RU US", "US>RU"),
    ("en", "The European Union renews Russia sanctions.", "EU RU", "EU>RU"),
    ("en", "Germany suspends research cooperation with Russia and Belarus.", "BY DE RU", "DE>BY DE>RU"),
    ("en", "Australia adopts research security guidelines.", "AU", "AU>"),
    ("en", "The ministry will ban collaboration with Iran.", "IR", ">IR"),
    ("en", "Export controls were discussed; China and Japan took note.", "CN JP", ""),
    ("ja", "米国は中国に対し半導体の輸出規制を強化した。", "CN US", "US>CN"),
    ("ja", "中国企業が米国の輸出規制の対象となった。", "CN US", "US>CN"),
    ("ja", "オランダ政府は対中輸出規制を導入した。", "CN NL", "NL>CN"),
    ("ja", "英国はロシアとの研究協力を停止した。", "GB RU", "GB>RU"),
    ("ja", "日本は中国企業10社をリストに追加した。", "CN JP", "JP>CN"),
    ("ja", "ロシアに対する制裁が議論された。", "RU", ">RU"),
    ("zh", "中国对美国实施稀土出口管制。", "CN US", "CN>US"),
    ("ko", "미국은 중국에 대한 반도체 수출 통제를 강화했다.", "CN US", "US>CN"),
    ("de", "Deutschland verhängt Sanktionen gegen Russland.", "DE RU", "DE>RU"),
    ("fr", "La France suspend sa coopération avec la Russie.", "FR RU", "FR>RU"),
    ("es", "España impone sanciones contra Rusia.", "ES RU", "ES>RU"),
    ("en", "Beijing has announced a ban on exports of rare earth magnets to Japan.", "CN JP", "CN>JP"),
    (
        "en",
        "Twelve Russian research institutes were sanctioned by the European Union.",
        "EU RU",
        "EU>RU",
    ),
    ("en", "Washington adds 37 Chinese entities to its trade blacklist.", "CN US", "US>CN"),
    (
        "en",
        "The Netherlands will restrict exports of lithography machines to China from September.",
        "CN NL",
        "NL>CN",
    ),
    ("en", "South Korea protested Japanese export restrictions on semiconductor materials.", "JP KR", "JP>"),
    (
        "en",
        "Canada bars funding for research with universities linked to China, Russia and Iran.",
        "CA CN IR RU",
        "CA>CN CA>IR CA>RU",
    ),
    ("en", "Sweden tightens screening of researchers from China.", "CN SE", "SE>CN"),
    ("en", "The UK has frozen its science cooperation with Russia.", "GB RU", "GB>RU"),
    ("en", "Japan removed South Korea from its list of trusted trade partners.", "JP KR", "JP>KR"),
    (
        "en",
        "Swiss researchers were excluded from Horizon Europe by the European Commission.",
        "CH EU",
        "EU>CH",
    ),
    ("en", "China retaliates against US chip curbs with export ban on germanium.", "CN US", "US>"),
    ("en", "The United States withdrew from UNESCO.", "US UN", "US>UN"),
    ("en", "India and Canada suspended talks on a research agreement.", "CA IN", "CA> IN>"),
    ("en", "New export licensing rules for quantum computers enter into force in Spain.", "ES", ""),
    (
        "en",
        "Australia and the United Kingdom announced sanctions against Russian scientists.",
        "AU GB RU",
        "AU>RU GB>RU",
    ),
    ("en", "Taiwan adds Huawei and SMIC of China to its export control list.", "CN TW", "TW>CN"),
    ("ja", "米商務省は中国の研究機関を輸出規制の対象に追加したと発表した。", "CN US", "US>CN"),
    ("ja", "中国、ガリウムの対米輸出を禁止", "CN US", "CN>US"),
    ("ja", "ドイツはロシアとの科学技術協力を全面的に停止すると発表した。", "DE RU", "DE>RU"),
    ("ja", "ロシアの大学がEUの制裁対象に指定された。", "EU RU", "EU>RU"),
    ("ja", "韓国政府は日本による輸出規制の撤回を求めた。", "JP KR", "JP>"),
    ("ja", "米国、中国企業への先端半導体の輸出を制限", "CN US", "US>CN"),
    ("ja", "カナダはイランからの研究者の査証発給を制限する。", "CA IR", "CA>IR"),
    ("ja", "オーストラリアは研究セキュリティ指針を公表した。", "AU", "AU>"),
    ("ja", "台湾は華為など中国企業を輸出管理リストに加えた。", "CN TW", "TW>CN"),
    ("ja", "米国によるイランへの制裁が強化された。", "IR US", "US>IR"),
    ("zh", "美国将23家中国企业列入实体清单。", "CN US", "US>CN"),
    ("zh", "荷兰限制对中国出口光刻机。", "CN NL", "NL>CN"),
    ("zh", "俄罗斯研究机构被欧盟制裁。", "EU RU", "EU>RU"),
    ("ko", "일본 정부는 한국에 대한 수출 규제를 강화했다.", "JP KR", "JP>KR"),
    ("ko", "중국 기업이 미국의 제재 명단에 추가됐다.", "CN US", "US>CN"),
    ("de", "Die USA verschärfen die Exportkontrollen gegenüber China.", "CN US", "US>CN"),
    ("fr", "Les Pays-Bas limitent les exportations de machines vers la Chine.", "CN NL", "NL>CN"),
    ("es", "Estados Unidos prohíbe la exportación de chips a China.", "CN US", "US>CN"),
    (
        "en",
        "The European Commission moves to cut off Chinese entities from sensitive parts of Horizon Europe.",
        "CN EU",
        "EU>CN",
    ),
    ("en", "France has expelled three Russian researchers accused of espionage.", "FR RU", "FR>RU"),
    ("en", "Malaysia halts shipments of raw rare earths to all countries.", "MY", "MY>"),
    ("en", "Export of drones to Myanmar was prohibited by Norway.", "MM NO", "NO>MM"),
    ("en", "The US Commerce Department placed several Pakistani firms on the Entity List.", "PK US", "US>PK"),
    ("en", "Russia says it will end participation in joint polar research with Norway.", "NO RU", "RU>NO"),
    ("en", "The Chinese foreign ministry condemned the Dutch export controls.", "CN NL", "NL>"),
    (
        "en",
        "Indonesia's ban on nickel ore exports has been challenged by the European Union.",
        "EU ID",
        "ID>",
    ),
    ("en", "Israeli universities face boycott by institutes in Belgium.", "BE IL", "BE>IL"),
    (
        "en",
        "Under the new rules, Italy may veto investments from China in quantum companies.",
        "CN IT",
        "IT>CN",
    ),
    (
        "en",
        "The United States and Japan agreed to tighten export controls on China.",
        "CN JP US",
        "JP>CN US>CN",
    ),
    ("en", "Hungarian universities remain barred from Erasmus+ funding by the EU.", "EU HU", "EU>HU"),
    ("ja", "EUはロシアの宇宙企業に制裁を科した。", "EU RU", "EU>RU"),
    ("ja", "中国は日本産水産物の輸入を停止した。", "CN JP", "CN>JP"),
    ("ja", "米国が中国人研究者のビザを取り消した。", "CN US", "US>CN"),
    ("ja", "フィンランドは対ロシア共同研究への資金提供を打ち切った。", "FI RU", "FI>RU"),
    ("ja", "イランの研究機関が国連の制裁リストに追加された。", "IR UN", "UN>IR"),
    ("ja", "日本、ロシアへの先端技術の輸出を禁止", "JP RU", "JP>RU"),
    ("ja", "韓国は米国の輸出規制について協議した。", "KR US", "US>"),
    ("ja", "インド、レアアースの対日輸出を停止", "IN JP", "IN>JP"),
    ("zh", "日本宣布对俄罗斯追加制裁。", "JP RU", "JP>RU"),
    ("zh", "中国商务部将十家美国企业列入不可靠实体清单。", "CN US", "CN>US"),
    ("ko", "중국은 미국 기업을 수출 통제 명단에 추가했다.", "CN US", "CN>US"),
    ("ko", "러시아는 노르웨이와의 공동 연구를 중단했다.", "NO RU", "RU>NO"),
    ("de", "China beschränkt den Export von Gallium nach Deutschland.", "CN DE", "CN>DE"),
    ("fr", "Le Canada impose de nouvelles sanctions contre l'Iran.", "CA IR", "CA>IR"),
    ("es", "Argentina suspende la cooperación científica con Venezuela.", "AR VE", "AR>VE"),
    ("en", "The president ended the Syria sanctions\nprogram.", "SY", ">SY"),
    (
        "en",
        "In coordination with Canada, Japan imposed sanctions for the war against Ukraine.",
        "CA JP UA",
        "JP>",
    ),
    ("en", "Japan has added 40 firms to its list, and others were added before.", "JP", "JP>"),
    ("en", "The adviser briefed the Israeli side on new sanctions.", "IL", ""),
    ("en", "Norway is sanctioning Belarus in close partnership with the EU.", "BY EU NO", "NO>BY"),
    ("sv", "Sverige inför sanktioner mot Ryssland.", "RU SE", ""),  # no patterns of its language
]


@pytest.mark.parametrize(("language", "sentence", "parties", "wanted"), SENTENCES, ids=lambda one: one[:40])
def test_who_imposes_is_told_from_who_is_affected(language, sentence, parties, wanted):
    found = find_imposition(sentence, parties.split(), language)
    assert " ".join(f"{one}>{other}" for one, other in found) == wanted


def test_our_own_ministry_imposes_where_nobody_else_does():
    told = find_imposition("The ministry will ban collaboration with Iran.", ["IR", "KR"], "en", ["KR"])
    assert told == (("KR", "IR"),)
    passive = "Iranian institutes are excluded from the programme."
    assert find_imposition(passive, ["IR", "KR"], "en", ["KR"]) == (("", "IR"),)


def test_a_party_can_stand_on_either_side_on_both_or_on_none():
    both = (("CN", "US"), ("US", "CN"))
    assert roles_in(both, "US") == ("imposes", "affected")
    assert roles_in((("US", ""),), "US") == ("imposes",)
    assert roles_in((("US", "CN"),), "JP") == ()
    assert roles_in((), "JP") == ()
