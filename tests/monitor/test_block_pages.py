"""A word of an error tells nothing by itself: what the page is besides it, and was before, does."""

import pytest

from monitor.errors import ExtractionError
from monitor.extract.files import read_file
from monitor.extract.html import read_page
from monitor.gate import examine
from monitor.gate.likeness import shares_nothing
from monitor.model import Block, BlockKind, Document

SHORT_RULES = [
    ("Rule P404", "Item P404 covers bicycle lamps. Lamps of this item carry the importer's name and a lot number."),
    ("Notice 404", "Traders who sell lamps register them by 1 June and pay a fee of 12 euros for each model."),
    ("Regulation 500/2019", "An importer keeps the test report of each lot for five years after the last sale."),
    ("Access denied: appeals", ("A trader whose access was denied may appeal within 14 days. The appeal is free. "
     "Until it is decided the trader keeps all listings and all funds that are due.")),
    ("Policy on bots", ("Programs that solve a captcha or place orders in the name of a person are forbidden. "
     "A first breach costs 50 points, a second one closes the shop.")),
    ("Maintenance of lifts", ("An owner has each lift examined twice a year and keeps the maintenance book for ten years. "
     "Scheduled maintenance is entered within two days.")),
    ("Appeals", ("Open the case file of your shop. To appeal, please sign in to your account and attach the invoice. "
     "A decision is given within ten working days, and a second appeal is not possible after that. "
     "Shops that appeal in bad faith lose the deposit they paid.")),
    ("Goods not found", ("Parcels that could not be found for 20 days are paid for by the carrier at their declared value, "
     "and the seller returns the fee to the buyer.")),
    ("Domain sales", ("Whoever offers a name that infringes a mark is told that the domain is for sale in bad faith. The panel "
     "then transfers it to the owner of the mark, who pays 1,500 dollars for the procedure before it begins, and the registrar "
     "carries the transfer out within ten days of the decision unless a court of its seat is seized of the matter. No appeal "
     "lies from the panel, and the fee is not paid back when the parties settle.")),
    ("验证码管理规定", "卖家不得使用程序识别验证码下单。首次违规扣二十分,再次违规关闭店铺并没收全部保证金。"),
    ("访问被拒绝的处理", "店铺被拒绝访问后台的,可在十四日内提出申诉,申诉期间货款照常结算,平台不得另收任何费用。"),
    ("维护费", "系统维护费按季度收取,每季三百元,逾期未缴的每日加收千分之五滞纳金,由保证金中扣除。"),
]  # fmt: skip

BLOCK_PAGES = [
    ("Moved", "This page has been moved. Kindly change your bookmarks.", "moved"),
    ("Weiterleitung", "Sie werden weitergeleitet. Falls nichts geschieht, klicken Sie hier.", "moved"),
    ("", "页面正在跳转,请稍候……如果没有自动跳转,请点击这里。", "moved"),
    ("Help", "Your browser is out of date. Get a newer Firefox, Chrome or Safari and come back.", "script-needed"),
    ("Info", "Votre navigateur n'est pas pris en charge.", "script-needed"),
    ("提示", "您的浏览器版本过低,请升级浏览器后再访问本站。", "script-needed"),
    ("Market", "Your browser is blocking cookies. Please enable cookies to go on.", "cookie-wall"),
    ("提示", "请启用 Cookie 后刷新页面。", "cookie-wall"),
    ("Shop", "We are sorry, but this page is unavailable in your country.", "blocked"),
    ("", "抱歉,您所在的地区暂不支持访问该网站。", "blocked"),
    ("Tienda", "Este contenido no está disponible en su país.", "blocked"),
    ("Choose", "Select your region to continue. Europe. Asia. Americas.", "blocked"),
    ("Hm", "Sorry, we looked everywhere. The page you were looking for does not exist any more.", "not-found"),
    ("404 | Market", "Nothing here.", "not-found"),
    ("Error 404", "", "not-found"),
    ("提示信息", "抱歉,您要找的页面不存在或已被删除。", "not-found"),
    ("Błąd", "Nie znaleziono strony.", "not-found"),
    ("Site", "Could not connect to the database. Please contact the administrator.", "server-error"),
    ("", "数据库连接失败,请稍后重试。", "server-error"),
    ("", "Fatal error: Uncaught Error: Call to undefined function f() in /srv/app/a.php on line 17", "server-error"),
    ("", "Notice: Undefined index: lang in /home/w/index.php on line 9", "server-error"),
    ("", "SQLSTATE[HY000] [2002] Connection refused", "server-error"),
    ("503", "Service Unavailable", "maintenance"),
    ("Wartung", "Wegen Wartungsarbeiten ist der Markt bis 18 Uhr geschlossen.", "maintenance"),
    ("", "网站正在维护,预计今晚恢复。", "maintenance"),
    ("name.example", "This domain may be for sale. Similar searches: lamps, bicycles, loans.", "parked"),
    ("name.example", "Diese Domain steht zum Verkauf.", "parked"),
    ("", "该域名已过期,请联系注册商续费。", "parked"),
    ("Login", "Log in. E-mail. Password. Forgot your password? Help", "sign-in"),
    ("Sign in", ("Deutsch English Español Français Italiano Ελληνικά български Русский Українська עברית العربية "
     "हिन्दी ไทย 한국어 日本語 Nederlands Polski Português Română Svenska Türkçe"), "sign-in"),
    ("Login", ("Application error: an exception was thrown in the client while the shop was loading (look into the "
     "console of your browser for more information)."), "server-error"),
    ("Zugriff verweigert", "", "blocked"),
    ("Einen Moment", "Bestätigen Sie, dass Sie ein Mensch sind.", "captcha"),
    ("安全验证", "请拖动滑块完成拼图", "captcha"),
]  # fmt: skip


def document(title: str, text: str) -> Document:
    blocks = [Block((), title, BlockKind.HEADING)] if title else []
    return Document(title=title, blocks=(*blocks, *([Block((), text)] if text else [])))


@pytest.mark.parametrize(("title", "text"), SHORT_RULES)
def test_a_short_rule_may_hold_the_words_of_an_error(title: str, text: str) -> None:
    assert examine(document(title, text), None) is None


@pytest.mark.parametrize(("title", "text", "reason"), BLOCK_PAGES)
def test_a_page_that_stands_before_the_true_one_is_no_first_version(
    title: str, text: str, reason: str
) -> None:
    refused = examine(document(title, text), None)

    assert refused is not None
    assert refused.reason.code == reason


@pytest.mark.parametrize("known", [text for _, text in SHORT_RULES] + ["A rule of trade. " * 300])
@pytest.mark.parametrize(("title", "text", "reason"), BLOCK_PAGES)
def test_no_wall_replaces_a_page_however_short(
    known: str, title: str, text: str, reason: str
) -> None:
    refused = examine(document(title, text), document("Rules", known))

    assert refused is not None
    assert refused.reason.code in {reason, "collapsed", "another-page", "wrong-language"}


@pytest.mark.parametrize(
    "text",
    [
        "Welcome to our new home of bicycles. Spring sale on all helmets!",
        "欢迎来到新商城,全场自行车头盔五折。",
        "Nos magasins ouvrent le lundi de neuf heures à midi.",
    ],
)
def test_what_shares_nothing_with_a_short_page_waits_for_the_operator(text: str) -> None:
    refused = examine(document("Shop", text), document(*SHORT_RULES[3]))

    assert refused is not None
    assert (refused.reason.code, refused.certain, refused.needs_operator) == ("another-page", False, True)  # fmt: skip


def test_a_collapse_waits_for_the_operator_only_when_nothing_is_left() -> None:
    clauses = [
        f"Clause {n} obliges the {w} to mark each lamp." for n, w in enumerate("abcdefgh" * 9)
    ]
    known = document("Lamps", " ".join(clauses))
    rest = examine(document("Lamps", " ".join(clauses[:4])), known)
    other = examine(document("Lamps", "We wish all our friends a happy new year."), known)

    assert rest is not None
    assert other is not None
    assert (rest.reason.code, rest.needs_operator) == ("collapsed", False)
    assert (other.reason.code, other.needs_operator) == ("collapsed", True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The fee is 5 %.", "The fee is 6 %."),
        ("Fees: a trader pays 5 % on each sale, each Monday.", "From May a trader pays 6 % on each sale and order."),
        ("商家应在四十八小时内发货。", "商家须在二十四小时内发货。"),
        ("Open.", "We closed for good and sell nothing."),
    ],
)  # fmt: skip
def test_a_short_page_in_other_words_is_the_same_page(before: str, after: str) -> None:
    assert not shares_nothing(document("Fees", after), document("Fees", before))
    assert examine(document("Fees", after), document("Fees", before)) is None


def test_headings_with_nothing_under_them_are_the_frame_of_a_page() -> None:
    refused = examine(document("Seller terms", ""), None)

    assert refused is not None
    assert refused.reason.code == "script-needed"


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        ('<meta http-equiv="refresh" content="0; url=/en/rules">', "<p>Hold on.</p>", "moved"),
        ("<meta http-equiv=Refresh content=\"3;URL='https://b.example.org'\">", "", "moved"),
        ("", '<frameset cols="20%,80%"><frame src="/menu"><frame src="/text"></frameset>', "script-needed"),
    ],
)  # fmt: skip
def test_a_stub_says_where_the_text_lies(head: str, body: str, reason: str) -> None:
    with pytest.raises(ExtractionError) as error:
        read_page(f"<html><head>{head}</head>{body}</html>")

    assert error.value.reason.code == reason


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="300">',
        '<meta http-equiv="refresh" content="600; url=/rules">',
        '<noscript><meta http-equiv="refresh" content="0; url=/plain"></noscript>',
    ],
)
def test_a_page_that_reloads_itself_is_read(head: str) -> None:
    page = read_page(
        f"<html><head>{head}</head><body><p>Lamps carry a lot number.</p></body></html>"
    )

    assert page.blocks[0].text == "Lamps carry a lot number."


RULE = "A trader may not offer {} to minors, and keeps a record of each sale for two years."


@pytest.mark.parametrize(
    "word",
    ["weаpоns", "Раypal", "cοsmetics", "оружиe", "kniѵes".replace("ѵ", "\u0475") + "а", "toуs", "BATTERІES", "alcoհol"],
)  # fmt: skip
def test_a_word_with_letters_of_another_script_is_held(word: str) -> None:
    refused = examine(document("Goods", RULE.format(word)), document("Goods", RULE.format("goods")))

    if "\u0475" in word:
        # It looks like no Latin letter, so nobody takes it for one.
        assert refused is None
        return
    assert refused is not None
    assert (refused.reason.code, refused.certain) == ("mixed-script", False)
    assert word in refused.reason.detail


@pytest.mark.parametrize(
    "word",
    [
        "USB线", "10 µm", "10 μm", "5 μs", "kΩ", "ＰＶＣ", "Δv", "β-carotene", "PDFы", "IT-компания", "Tシャツ", "K팝",
        "naïve Müller", "оружие", "καλλυντικά", "Ⅳ", "αvβ3", "m²", "𝐀𝐁C", "3D打印机",
    ],
)  # fmt: skip
def test_scripts_that_are_written_together_are_no_mixture(word: str) -> None:
    before, after = (document("Goods", RULE.format(w)) for w in ("goods", word))

    assert examine(after, before) is None


def test_a_mixed_word_that_the_page_always_had_is_no_news() -> None:
    before = document("Goods", RULE.format("weаpоns"))
    after = document("Goods", RULE.format("weаpоns and knives"))

    assert examine(after, before) is None


ONE = "<main><p>Lamps carry a lot number and the name of the importer.</p></main>"


@pytest.mark.parametrize(
    "body",
    [ONE + "<main><p>Read also: ten lamps we love.</p></main>", "<main></main>" + ONE.replace("number", "mark")],
)  # fmt: skip
def test_a_selector_that_matches_one_more_part_waits_for_the_operator(body: str) -> None:
    before, after = (read_file("a.html", html.encode(), select="main") for html in (ONE, body))
    refused = examine(after, before)

    assert refused is not None
    assert (refused.reason.code, refused.needs_operator) == ("selector-ambiguous", True)


def test_a_selector_that_always_matched_several_parts_is_clear() -> None:
    before = read_file("a.html", (ONE * 2).encode(), select="main")
    after = read_file("a.html", (ONE * 3).encode(), select="main")

    assert examine(after, before) is None


def test_a_selector_that_matches_an_empty_part_is_named() -> None:
    with pytest.raises(ExtractionError) as error:
        read_page("<main> </main><p>Lamps.</p>", select="main")

    assert error.value.reason.code == "selector-empty"
    assert "'main'" in error.value.reason.detail
