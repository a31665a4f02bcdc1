"""Pages that are no documents: error pages, robot checks, logins, paywalls, cookie walls, empty shells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.document import SkipReason
from crawlers.extract.blocks import weight
from crawlers.extract.cleaning import clean_line
from crawlers.extract.folding import Folded
from crawlers.extract.tree import HtmlPage, articles

_INTERSTITIAL = Folded(
    r"just a moment\.\.\.|checking (your|if the site) |verif(y|ying) (that )?you are (a )?human|"
    r"attention required|are you a robot|"
    r"security check(point)?\b|please (complete|solve) the (captcha|security)|ddos protection by|"
    r"enable javascript and cookies to continue|"
    r"unusual traffic|you have been blocked|web protection by|suspicious page blocked|"
    r"request unsuccessful\. incapsula|"
    r"pardon our interruption|why (do i|have i been) (have to|blocked)|performance (&|"
    r"and) security by cloudflare|"
    r"human verification|one more step|access to this page has been denied|bot (verification|protection)|"
    r"請稍候|安全验证|安全驗證|请完成安全验证|人机验证|ロボットではありません|アクセスが集中|"
    r"自動アクセス|보안 확인|로봇이 아님|no (es|eres) un robot|n.êtes pas un robot|kein roboter sind|não "
    r"(é|és) um robô|"
    r"non sei un robot|geen robot bent|画像認証を|requested url was rejected|support id is:|"
    r"incident id: ?\d|you don.t have permission to access .{0,60}on this server"
)
_INTERSTITIAL_TITLE = Folded(
    r"^\W*(just a moment|attention required|security check|ddos-guard|web protection|"
    r"human verification|one moment|please wait|captcha|"
    r"robot (check|challenge)|client challenge|vérification de sécurité|sicherheitsprüfung|"
    r"comprobación de seguridad|verificación de seguridad|verifica di sicurezza|web application firewall|"
    r"access denied|zugriff verweigert|accès refusé|acceso denegado|请稍候|安全验证|访问验证)(?!\w)"
)
_ERROR_TITLE = Folded(
    r"^\W*((error|erreur|fehler|errore|błąd|ошибка|エラー|오류|错误|http( status)?)\W{0,3}\s*)?"
    r"(40[0-9]|410|429|50[0-4])\W*($|[-–—|:]|(not|page|seite|bad|service|internal|forbidden|unauthorized|"
    r"gone|error)\b)|"
    r"^\W*(error|erreur|fehler|errore|błąd|ошибка|エラー|オーラー|오류|错误)\W*($|[-–—|:!])|출력 오류|"
    r"\b(page|file|document|resource|site|content) (was |is |could |can )?(not |can.?t be |"
    r"cannot be )(found|available|exist)|page introuvable|not found\W*$|^\W*not found|"
    r"seite (wurde )?nicht gefunden|nicht gefunden\W*$|p[aá]gina no (encontrada|existe)|"
    r"pagina non trovata|página não encontrada|nie znalezion|nie został[ao] znalezion|strona nie istnieje|"
    r"страница не найдена|сторінк[аy] не знайден|pagina niet gevonden|sidan (kunde inte hittas|finns inte)|"
    r"siden (ble|blev) ikke funnet|stránka (nebyla nalezena|neexistuje)|sivua ei löyd|không tìm thấy trang|"
    r"الصفحة غير موجودة|ไม่พบหน้า|halaman tidak ditemukan|sayfa bulunamadı|something went wrong|"
    r"wartungsarbeiten|wartungsmodus|en maintenance\b|en mantenimiento|系统维护|网站维护|점검 중|"
    r"ページが見つかりません|見つかりません|お探しのページ|存在しません|ファイルがありません|页面不存在|"
    r"找不到(网页|頁面|页面)|无法访问|頁面不存在|페이지를 찾을 수 없|"
    r"(internal )?server error|service (temporarily )?unavailable|bad gateway|gateway time-?out|"
    r"under maintenance|site maintenance|メンテナンス中|forbidden\W*$|access denied|can.t reach this page|"
    r"this site can.t be reached|"
    r"temporarily unavailable|ERR_[A-Z]+_[A-Z]+"
)
_ERROR_BODY = Folded(
    r"ERR_[A-Z]+_[A-Z_]+|can.t reach this page|this site can.t be reached|the (requested )?(page|url|"
    r"resource|document) .{0,60}(was |could |can)?not (be )?(found|located|available)|"
    r"page (you (are|were) looking for|requested)|404 (not found|error|page)|(error|erreur|fehler|"
    r"errore) (code )?(404|403|500|502|503)|an error (has )?occurred|"
    r"une erreur (est survenue|s.est produite)|erreur technique|ist ein fehler aufgetreten|"
    r"existiert nicht|n.existe (pas|plus)|no existe|non esiste|"
    r"お探しのページ|ページが見つかりません|見つかりませんでした|移動または削除|您访问的页面|页面不存在|"
    r"您要查看的页|요청하신 페이지|페이지를 찾을 수 없|fatal error:|"
    r"stack trace:|no such file|something went wrong|an? unexpected error|メンテナンス中|"
    r"しばらくしてから再度|"
    r"wird derzeit gewartet|(site|page) is (currently )?(under|down for) maintenance|en cours de maintenance|"
    r"está en mantenimiento|正在维护|점검 중입니다|не существует|nie istnieje|niet gevonden|hittades inte|"
    r"não existe|la pagina richiesta"
)
_LOGIN = Folded(
    r"\b(sign in|log ?in|signin|anmelden|se connecter|connexion|iniciar sesi[oó]n|accedi|zaloguj|"
    r"member login)\b|ログイン|サインイン|登录|登入|로그인"
)
_LOGIN_BODY = Folded(
    r"(please|you (must|need to|have to)|bitte|veuillez|debe) .{0,25}(sign in|log ?in|anmelden|"
    r"vous (connecter|identifier)|iniciar sesi)|(forgot|reset) (your )?password|passwort vergessen|"
    r"mot de passe oublié|"
    r"username|benutzername|ログインしてください|パスワードを(お)?忘れ|忘记密码|비밀번호"
)
_PAYWALL = Folded(
    r"subscribe to (continue|read|unlock)|(to|for) (continue|keep) reading|already a subscriber|"
    r"subscribers? only|subscriber[- ]exclusive|this (article|content|story) is (for|reserved for|"
    r"available to|exclusive to) (paying |our )?(subscribers|members)|"
    r"become a (member|subscriber) to|unlock this (article|story)|réservé aux abonnés|"
    r"il vous reste .{0,20}% de (cet article|l.article)|abonnez-vous pour (lire|continuer)|"
    r"nur für abonnenten|jetzt weiterlesen|weiterlesen mit|contenido exclusivo para suscriptores|"
    r"suscríbete para|contenuto riservato agli abbonati|"
    r"残り[:：]?\s?\d+文字|この記事は有料|続きを読むには|付费阅读|订阅后|訂閱後|유료회원|구독자 전용"
)
_COOKIE = Folded(
    r"\b(we|our partners|this (web)?site) (and our partners )?(use|store|uses)s? (of )?cookies|"
    r"cookie (policy|consent|settings|preferences)|accept (all )?cookies|consent to the use|"
    r"cookies akzeptieren|"
    r"zustimmung|nous utilisons des cookies|accepter (les|tous les) cookies|utilizamos cookies|"
    r"utilizziamo i cookie|cookieを使用|同意する|クッキー|我们使用cookie|쿠키"
)
_SCRIPT = Folded(
    r"(enable|activate|requires?|needs?|turn on|without) (the use of )?javascript|javascript (is|"
    r"must be|to be|has been|seems to be) (required|enabled|disabled|turned)|"
    r"you need to enable javascript|activer (le )?javascript|javascript (est )?désactivé|"
    r"javascript (muss|aktivieren|ist deaktiviert)|active(z)? javascript|habilit[ae]r? javascript|"
    r"javascriptを有効|javascriptが(無効|必要)|启用javascript|자바스크립트"
)
_SENTENCE_MARK = re.compile(r"[.!?。！？]")
_SHELL_IDS = ("root", "app", "__next", "__nuxt", "main-app", "application", "gatsby-focus-wrapper", "svelte")
_SHORT = 500  # characters
TELLING = 3 * _SHORT  # a page with as much text is judged by its title alone


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a page is no document, and the value met that says so."""

    reason: SkipReason
    detail: str


def reject_page(page: HtmlPage, title: str, text: str, visible: str, status: int = 200) -> Rejection | None:
    """The reason why this page is no document; None for one that is.

    `text` is what extraction kept, `visible` all that a reader would see. An article of some length is kept
    whatever stands around it; on short pages the words decide.
    """
    head_title = clean_line(page.tree.findtext(".//title") or "")
    titles = [value for value in (head_title, title) if value]
    if status >= 400:
        return Rejection("error_page", f"status {status}")
    if found := _interstitial(titles, text, visible):
        return Rejection("interstitial", found)
    if len(text) < TELLING:
        if found := _first(_ERROR_TITLE, *titles):
            return Rejection("error_page", found)
        read = text[:800] or visible[:2000]
        said = {read[match.start() : match.end()] for match in _ERROR_BODY.finditer(read)}
        if said and (len(text) < _SHORT or len(said) > 1):
            return Rejection("error_page", min(said)[:80])
    if (
        len(text) < 2 * _SHORT
        and _has_password(page.tree)
        and (found := _first(_LOGIN, *titles) or _first(_LOGIN_BODY, text[:1500]))
    ):
        return Rejection("login", found)
    if (
        len(text) < _SHORT
        and not _has_password(page.tree)
        and (found := _first(_LOGIN, head_title[:60]))
        and _LOGIN_BODY.search(visible[:2000])
    ):
        return Rejection("login", found)
    if found := _paywall(page, text, visible):
        return Rejection("paywall", found)
    if len(text) < 2 * _SHORT and _mostly(_COOKIE, text):
        return Rejection("cookie_wall", text[:80])
    if not text.strip() or len(text) < 120:
        return _reject_thin(page, text, visible)
    if len(text) < TELLING and _is_list_of_links(page, text):
        return Rejection("boilerplate", text[:80])
    return None


def _is_list_of_links(page: HtmlPage, text: str) -> bool:
    """True where no line is long enough for a sentence and nearly all lines are links."""
    lines = [line.strip("- |") for line in text.split("\n") if line.strip()]
    if len(lines) < 8 or max(map(weight, lines)) >= 50 or _SENTENCE_MARK.search(text):
        return False
    links = {clean_line(link.text_content()) for link in page.tree.iter("a")}
    return sum(line in links for line in lines) > 0.9 * len(lines)


def _interstitial(titles: list[str], text: str, visible: str) -> str:
    """What shows a robot check or a firewall: its title, or on a page that says little else its words."""
    if len(visible) >= TELLING and len(text) >= _SHORT:
        return ""
    if found := _first(_INTERSTITIAL_TITLE, *titles):
        return found
    said = {match.group(0) for match in _INTERSTITIAL.finditer(visible[:3000])}
    return min(said)[:80] if said and (len(text) < _SHORT or len(said) > 1) else ""


def _reject_thin(page: HtmlPage, text: str, visible: str) -> Rejection | None:
    scripts = page.scripts
    if found := _first(_SCRIPT, visible[:3000], page.unscripted):
        return Rejection("needs_javascript", found)
    if (
        len(visible) < 200
        and scripts
        and any(page.tree.xpath("boolean(//*[@id=$name])", name=name) for name in _SHELL_IDS)
    ):
        return Rejection("needs_javascript", "an empty application root")
    if text.strip():
        bare = weight(text) < 60 and not _SENTENCE_MARK.search(text)
        return Rejection("boilerplate", text[:80]) if bare else None
    if not visible.strip():
        return (
            Rejection("needs_javascript", f"{scripts} scripts and no text")
            if scripts >= 2
            else Rejection("empty", "no text on the page")
        )
    return Rejection("boilerplate", visible[:80])


def _paywall(page: HtmlPage, text: str, visible: str) -> str:
    found = _first(_PAYWALL, text[-600:]) if len(text) < TELLING else ""
    if found and len(text) < 2 * _SHORT:
        return found
    locked = any(str(item.get("isAccessibleForFree")).lower() == "false" for item in articles(page))
    if locked and len(text) < 2 * _SHORT and (found := _first(_PAYWALL, visible)):
        return found
    return ""


def _has_password(tree: HtmlElement) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))


def _mostly(pattern: Folded, text: str) -> bool:
    """True when at least half of the lines' characters stand in lines that match."""
    lines = [line for line in text.split("\n") if line.strip()]
    total = sum(map(len, lines))
    return total > 0 and sum(len(line) for line in lines if pattern.search(line)) * 2 >= total


def _first(pattern: Folded, *texts: str) -> str:
    for text in texts:
        if match := pattern.search(text):
            return text[match.start() : match.end()][:80]
    return ""
