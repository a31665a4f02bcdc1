"""Pages that are no documents, each with its own reason, in the languages of the catalogue; and pages that
only speak of such things.
"""

from __future__ import annotations

import pytest

from crawlers.document import Document, RawPage, Skipped
from crawlers.extract.extract import extract_page

NAV = (
    "<nav><a href='/'>Home</a><a href='/news'>News</a><a href='/about'>About</a></nav>"
    "<footer><a href='/imprint'>Imprint</a> © 2026 Ministry</footer>"
)
PASSWORD = "<form><input name='user'><input type='password' name='secret'><button>OK</button></form>"
SCRIPTS = "<script src='/a.js'></script><script src='/b.js'></script>"


def reason(title: str, body: str, *, status: int = 200, head: str = "", language: str = "en") -> str:
    """The reason for which such a page is left out, or kept."""
    markup = (
        f"<!doctype html><html lang='{language}'><head><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    )
    found = extract_page(RawPage("https://m.example/a", markup.encode(), "text/html; charset=utf-8", status))
    return found.reason if isinstance(found, Skipped) else "kept"


ERRORS = [
    ("404 Not Found", "<h1>Not Found</h1><p>The requested URL was not found on this server.</p>"),
    (
        "Page not found | Ministry",
        "<h1>Page not found</h1><p>Sorry, we could not find the page you asked for.</p>",
    ),
    (
        "Oops",
        "<h1>Oops!</h1><p>The page you are looking for does not exist or has been moved. Go back "
        "to the home page.</p>",
    ),
    (
        "ページが見つかりません",
        "<h1>お探しのページは見つかりませんでした</h1><p>URLが変更されたか、削除された可能性があります。</p>",
    ),
    ("エラー", "<p>指定されたページまたはファイルは存在しません。トップページへお戻りください。</p>"),
    (
        "Seite nicht gefunden",
        "<h1>Fehler 404</h1><p>Die angeforderte Seite konnte leider nicht gefunden werden.</p>",
    ),
    (
        "Page introuvable",
        "<h1>Erreur 404</h1><p>La page que vous recherchez n'existe pas ou a été déplacée.</p>",
    ),
    ("Página no encontrada", "<h1>Error 404</h1><p>Lo sentimos, la página que busca no existe.</p>"),
    ("页面不存在", "<h1>404</h1><p>您访问的页面不存在或已被删除，请返回首页。</p>"),
    (
        "오류",
        "<h1>페이지를 찾을 수 없습니다</h1><p>요청하신 페이지가 삭제되었거나 주소가 변경되었습니다.</p>",
    ),
    (
        "Site maintenance",
        "<h1>We'll be back soon</h1><p>The site is under maintenance. Please try again later.</p>",
    ),
    (
        "メンテナンスのお知らせ",
        "<p>ただいまメンテナンス中です。しばらくしてから再度アクセスしてください。</p>",
    ),
    ("Wartungsarbeiten", "<p>Diese Website wird derzeit gewartet. Bitte versuchen Sie es später erneut.</p>"),
    ("503 Service Unavailable", "<p>No server is available to handle this request.</p>"),
    ("Strona nie została znaleziona", "<h1>404</h1><p>Przepraszamy, podana strona nie istnieje.</p>"),
    ("Pagina non trovata", "<p>La pagina richiesta non esiste o non è più disponibile.</p>"),
    ("Страница не найдена", "<h1>404</h1><p>Запрашиваемая страница не существует или была удалена.</p>"),
    (
        "Whoops, something went wrong",
        "<h1>Something went wrong</h1><p>An unexpected error occurred. Please try again later.</p>",
    ),
]
LOGINS = [
    (
        "Sign in",
        f"<h1>Sign in to your account</h1><p>Please enter your user name and password.</p>{PASSWORD}",
    ),
    ("ログイン", f"<h1>会員ログイン</h1><p>IDとパスワードを入力してください。</p>{PASSWORD}"),
    (
        "Anmeldung",
        f"<h1>Anmelden</h1><p>Bitte melden Sie sich mit Ihrem Benutzernamen und Passwort an.</p>{PASSWORD}",
    ),
    (
        "Connexion",
        f"<h1>Se connecter</h1><p>Veuillez saisir votre identifiant et votre mot de passe.</p>{PASSWORD}",
    ),
    ("Iniciar sesión", f"<p>Introduzca su usuario y contraseña para acceder.</p>{PASSWORD}"),
    ("用户登录", f"<p>请输入用户名和密码登录。</p>{PASSWORD}"),
    ("로그인", f"<p>아이디와 비밀번호를 입력해 주세요.</p>{PASSWORD}"),
    ("Intranet", f"<p>You must log in to view this page. Forgot your password?</p>{PASSWORD}"),
]
WALLS = [
    (
        "The future of fusion",
        "<h1>The future of fusion</h1><p>The plant was to open this year.</p><p>Subscribe to "
        "continue reading. Already a subscriber? Sign in.</p>",
    ),
    (
        "核融合の未来",
        "<h1>核融合の未来</h1><p>発電所は今年開く予定だった。</p><p>この記事は会員限定です。"
        "残り1,234文字。続きを読むには有料会員登録が必要です。</p>",
    ),
    (
        "Zukunft der Fusion",
        "<h1>Zukunft der Fusion</h1><p>Das Kraftwerk sollte öffnen.</p><p>Dieser Artikel ist nur "
        "für Abonnenten verfügbar. Jetzt abonnieren und weiterlesen.</p>",
    ),
    (
        "L'avenir de la fusion",
        "<h1>L'avenir</h1><p>La centrale devait ouvrir.</p><p>Cet article est réservé aux "
        "abonnés. Il vous reste 80% de cet article à lire.</p>",
    ),
    (
        "El futuro de la fusión",
        "<h1>El futuro</h1><p>La central debía abrir.</p><p>Contenido exclusivo para "
        "suscriptores. Suscríbete para seguir leyendo.</p>",
    ),
    ("聚变的未来", "<h1>聚变的未来</h1><p>电站原定今年开放。</p><p>本文为付费内容，订阅后可阅读全文。</p>"),
    (
        "핵융합의 미래",
        "<h1>핵융합의 미래</h1><p>발전소는 올해 문을 열 예정이었다.</p><p>이 기사는 구독자 "
        "전용입니다. 로그인 후 이용하세요.</p>",
    ),
]
COOKIES = [
    (
        "Before you continue",
        "<h1>We value your privacy</h1><p>We and our partners use cookies to store and access "
        "information on a device. Accept all cookies or manage preferences.</p><button>Accept</button>",
    ),
    (
        "Datenschutz",
        "<h1>Ihre Privatsphäre</h1><p>Wir und unsere Partner verwenden Cookies. Bitte erteilen "
        "Sie Ihre Zustimmung, um fortzufahren.</p><button>Alle akzeptieren</button>",
    ),
    (
        "Vie privée",
        "<p>Nous utilisons des cookies pour améliorer votre expérience. Accepter tous les cookies "
        "pour continuer.</p>",
    ),
    (
        "Privacidad",
        "<p>Utilizamos cookies propias y de terceros. Acepte las cookies para continuar navegando.</p>",
    ),
    (
        "クッキーの使用",
        "<p>当サイトではCookieを使用しています。続けるには同意するを押してください。</p><button>"
        "同意する</button>",
    ),
    ("Cookie", "<p>我们使用cookie来改善您的体验。点击接受以继续。</p>"),
    ("쿠키", "<p>이 사이트는 쿠키를 사용합니다. 계속하려면 동의해 주세요.</p>"),
]
INTERSTITIALS = [
    ("Just a moment...", "<p>Checking your browser before accessing m.example.</p>"),
    (
        "Attention Required! | Cloudflare",
        "<h1>Sorry, you have been blocked</h1><p>You are unable to access m.example</p>",
    ),
    ("", "<p>Request unsuccessful. Incapsula incident ID: 1234-5678</p>"),
    (
        "Access Denied",
        "<h1>Access Denied</h1><p>You don't have permission to access this page on this server. "
        "Reference #18.abc</p>",
    ),
    ("Human Verification", "<p>Please complete the security check to continue.</p>"),
    ("アクセス確認", "<p>ロボットではありませんか。セキュリティ確認のため、画像認証を行ってください。</p>"),
    ("安全验证", "<p>请完成安全验证后继续访问。</p>"),
    ("보안 확인", "<p>로봇이 아님을 확인해 주세요. 보안 확인 중입니다.</p>"),
    ("Vérification de sécurité", "<p>Vérification que vous n'êtes pas un robot. Veuillez patienter.</p>"),
    ("Sicherheitsprüfung", "<p>Bitte bestätigen Sie, dass Sie kein Roboter sind.</p>"),
    ("Comprobación de seguridad", "<p>Verifique que no es un robot para continuar.</p>"),
    (
        "Web Application Firewall",
        "<p>The requested URL was rejected. Please consult with your administrator. Your support "
        "ID is: 123456</p>",
    ),
]
SCRIPTED = [
    (
        "Portal",
        f"<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript>{SCRIPTS}",
    ),
    ("ポータル", f"<div id='app'></div><noscript>JavaScriptを有効にしてください。</noscript>{SCRIPTS}"),
    ("Portal", f"<div id='app'></div><noscript>Bitte aktivieren Sie JavaScript.</noscript>{SCRIPTS}"),
    ("Portail", f"<div id='app'></div><noscript>Veuillez activer JavaScript.</noscript>{SCRIPTS}"),
    ("Portal", f"<div id='app'></div><noscript>Habilite JavaScript para ver la página.</noscript>{SCRIPTS}"),
    ("门户", f"<div id='app'></div><noscript>请启用JavaScript后继续。</noscript>{SCRIPTS}"),
    ("포털", f"<div id='app'></div><noscript>자바스크립트를 활성화해 주세요.</noscript>{SCRIPTS}"),
    ("Portal", f"<div id='__next'></div>{SCRIPTS}"),
    ("Portal", f"<app-root></app-root>{SCRIPTS}"),
    ("Portal", f"<div id='root'><div class='spinner'>Loading...</div></div>{SCRIPTS}"),
]
BARE = [
    ("Ministry", NAV),
    (
        "Ministry",
        "<ul>" + "".join(f"<li><a href='/{n}'>Topic {n}</a></li>" for n in range(40)) + "</ul>" + NAV,
    ),
]


@pytest.mark.parametrize(
    ("wanted", "title", "body"),
    [
        (wanted, *page)
        for wanted, pages in {
            "error_page": ERRORS,
            "login": LOGINS,
            "paywall": WALLS,
            "cookie_wall": COOKIES,
            "interstitial": INTERSTITIALS,
            "needs_javascript": SCRIPTED,
            "boilerplate": BARE,
        }.items()
        for page in pages
    ],
)
def test_a_page_that_is_no_document_is_left_out_with_its_reason(wanted: str, title: str, body: str) -> None:
    assert reason(title, body) == wanted


@pytest.mark.parametrize(("title", "body"), [*ERRORS, *LOGINS, *COOKIES, *INTERSTITIALS])
def test_the_site_around_it_does_not_make_it_a_document(title: str, body: str) -> None:
    assert reason(title, NAV + body + NAV) != "kept"


def test_a_status_that_tells_of_an_error_is_enough() -> None:
    assert reason("News", "<p>" + "A long text about research. " * 40 + "</p>", status=404) == "error_page"


SENTENCES = "The two agencies will fund joint projects on batteries and quantum sensing for five years. "
PARAGRAPHS = "".join(f"<p>In year {n} the programme grew. {SENTENCES * 3}</p>" for n in range(1, 5))


@pytest.mark.parametrize(
    ("title", "first"),
    [
        (
            "New rules on cookies",
            "This website uses cookies, and so do most; the regulator now asks for consent.",
        ),
        ("How ministries handle 404 errors", "Page not found is the commonest message of public websites."),
        (
            "Login portal for researchers opens",
            "Researchers may now sign in with their institution's account.",
        ),
        ("Newspaper ends its paywall", "Readers no longer need to subscribe to continue reading, it said."),
        ("Robots in hospitals", "Are you a robot? Patients ask this question ever less often."),
        ("Error correction in quantum computers", "An error occurred in one of a thousand operations."),
        ("JavaScript is required no longer", "The portal works without JavaScript, the agency said."),
        ("日EU、クッキー規制で協議", "同意するかどうかを利用者が選べるようにする。"),
        ("500 projects funded", "The programme funded 500 projects in ten years."),
        ("404 researchers receive grants", "The agency gave grants to 404 researchers."),
    ],
)
def test_an_article_that_speaks_of_such_things_is_kept(title: str, first: str) -> None:
    body = f"{NAV}<article><h1>{title}</h1><p>{first}</p>" + PARAGRAPHS + "</article>"
    assert reason(title, body) == "kept"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Minister visits Tokyo",
            "The minister met her counterpart in Tokyo on Monday and agreed on a joint call for proposals.",
        ),
        ("大臣の訪問", "大臣は5日、東京で会談し、共同公募を始めることで合意した。来年度から五年間続ける。"),
        (
            "장관 방문",
            "장관은 5일 도쿄에서 회담을 갖고 공동 공모를 시작하기로 합의했다. 내년부터 5년간 이어진다.",
        ),
    ],
)
def test_a_short_notice_is_a_document(title: str, text: str) -> None:
    assert reason(title, f"{NAV}<main><h1>{title}</h1><p>{text}</p></main>") == "kept"


def test_a_page_of_one_picture_has_no_text() -> None:
    assert reason("", "<img src='/poster.png' alt=''>") in {"empty", "boilerplate"}


def test_a_rejected_page_says_what_was_met() -> None:
    page = RawPage("https://m.example/a", b"<title>404 Not Found</title><p>Not Found</p>", "text/html")
    found = extract_page(page)
    assert isinstance(found, Skipped)
    assert found.detail
    kept = extract_page(RawPage("https://m.example/b", f"<h1>A</h1><p>{SENTENCES * 5}</p>".encode()))
    assert isinstance(kept, Document)


def test_a_page_that_hides_its_text_keeps_its_title_and_day() -> None:
    data = '{"isAccessibleForFree":false,"@type":"NewsArticle","datePublished":"2026-10-05"}'
    head = f'<script type="application/ld+json">{data}</script>'
    body = "<h1>Minister signs pact</h1><p>Subscribe to read the full article.</p>" + NAV
    markup = f"<html lang=en><head><title>Minister signs pact</title>{head}</head><body>{body}</body></html>"
    found = extract_page(RawPage("https://m.example/a", markup.encode(), "text/html"))
    assert isinstance(found, Skipped)
    assert (found.reason, found.title) == ("paywall", "Minister signs pact")
    assert (found.published, found.published_from) == ("2026-10-05", "metadata")


@pytest.mark.parametrize(("status", "day"), [(200, "2026-10-05"), (404, None)])
def test_an_address_tells_the_day_of_what_is_barred_and_not_of_what_is_missing(
    status: int, day: str | None
) -> None:
    bar = f"<html><head><title>Sign in</title></head><body>{PASSWORD}</body></html>"
    gone = "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"
    markup = bar if status == 200 else gone
    found = extract_page(RawPage("https://m.example/2026/10/05/a", markup.encode(), "text/html", status))
    assert isinstance(found, Skipped)
    assert (found.title, found.published) == ("", day)
