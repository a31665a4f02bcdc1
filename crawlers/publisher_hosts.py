"""Well-known publishers under domains that say nothing of a country -> the country of their seat.

INT for bodies of several states, UN for the United Nations
INT and its agencies. A target of the catalogue says
its country itself and never needs this table.
"""

from __future__ import annotations

from types import MappingProxyType

_ROWS = """
INT oecd.org worldbank.org imf.org wto.org iea.org irena.org
INT adb.org afdb.org iadb.org aiib.org ebrd.com apec.org
INT asean.org ahacentre.org africacdc.org nepad.org ecowas.org
INT caricom.org forumsec.org oas.org osce.org g20.org
INT cgiar.org icimod.org sprep.org embl.org eso.org hfsp.org
INT iter.org home.cern cern.ch iso.org iec.ch epo.org
INT council.science earthobservations.org interacademies.org twas.org
INT ingsa.org scienceeurope.org allea.org
INT cepi.net gavi.org theglobalfund.org icrc.org nordforsk.org
INT norden.org ieabioenergy.com gdacs.org bis.org
UN un.org unesco.org unicef.org undp.org unep.org fao.org
UN iaea.org wfp.org unido.org ilo.org unhcr.org unctad.org
UN undrr.org preventionweb.net ipcc.ch ipbes.net unaids.org
UN unfpa.org unhabitat.org unwomen.org uneca.org
UN unescap.org cepal.org unece.org isa.org.jm reliefweb.int wipo.int
UN itu.int wmo.int cbd.int ctbto.org opcw.org
EU euractiv.com europa.eu
CN xinhuanet.com news.cn cctv.com cgtn.com people.com.cn
CN chinadaily.com.cn globaltimes.cn stdaily.com ecns.cn
DE dw.com fraunhofer.de merics.org
FR france24.com rfi.fr afp.com
GB bbc.com bbci.co.uk reuters.com nature.com royalsociety.org
GB wellcome.org ukri.org theguardian.com scidev.net
GB timeshighereducation.com universityworldnews.com carbonbrief.org
GB climatechangenews.com britishcouncil.org
US apnews.com voanews.com science.org aaas.org nationalacademies.org
US aip.org csis.org rand.org itif.org aps.org
US sciencediplomacy.org spacenews.com nytimes.com washingtonpost.com
US brookings.edu carnegieendowment.org cfr.org
RU tass.com rt.com sputniknews.com interfax.com
JP nikkei.com asahi.com mainichi.jp nhk.or.jp jiji.com kyodonews.net japantimes.co.jp
KR koreaherald.com koreatimes.co.kr
HK scmp.com
SG straitstimes.com channelnewsasia.com asianscientist.com
IN thehindu.com indiatimes.com
ID antaranews.com
IR mehrnews.com irna.ir presstv.ir tasnimnews.com
QA aljazeera.com
TR trtworld.com
BE sciencebusiness.net bruegel.org
CH swissinfo.ch swissnex.org gesda.global
FI businessfinland.com
KW kfas.org
BD icddrb.org
"""


def _read(rows: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows.strip().split("\n"):
        country, *hosts = row.split()
        found.update(dict.fromkeys(hosts, country))
    return found


SEATS = MappingProxyType(_read(_ROWS))


def seat_of_host(host: str) -> str | None:
    """The country of the publisher that owns the host or a domain above it; None where it is not known."""
    labels = host.lower().split(".")
    for begin in range(max(1, len(labels) - 1)):
        if country := SEATS.get(".".join(labels[begin:])):
            return country
    return None
