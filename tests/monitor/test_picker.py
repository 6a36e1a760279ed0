"""Pointing at a part of a page: what is shown does nothing, and what is proposed stays."""

from monitor.extract.html import matches, parse
from monitor.inert_page import inert
from monitor.selector_choice import around, choices, element_at

HEAD = "<html><head><title>Rules</title></head><body>"
RULES = "<p>All rings are registered.</p><p>Fees are 5 percent.</p>"


def path_of(text: str, words: str) -> str:
    """The path of the innermost element that holds these words, as a click would find it."""
    shown = inert(parse(text), lambda path: f"at={path};")
    return shown.partition(f">{words}")[0].rpartition("at=")[2].partition(";")[0]


def test_a_path_leads_to_the_element_that_was_pointed_at() -> None:
    text = f"{HEAD}<!-- x --><div>a<!-- y --><b>one</b> tail<section>{RULES}</section></div>"
    root = parse(text)
    for words, tag in (("one", "b"), (" tail", "div"), ("Fees are", "p")):
        element = element_at(root, path_of(text, words))
        assert element is not None
        assert element.tag == tag
    names = [one.name for one in around(root, path_of(text, "Fees"))]
    assert names == ["html", "body", "div", "section", "p"]
    assert element_at(root, "9.9") is None
    assert element_at(root, "x") is None


def test_the_simplest_that_stays_comes_first() -> None:
    old = f"{HEAD}<div id=rules-48213 class='css-1x2 page-text'><main id=text class=body>{RULES}</main></div>"
    new = old.replace("id=text", "id=words").replace("48213", "99120")
    at = path_of(old, "Fees").rpartition(".")[0]
    found = choices([old, new], at)

    assert [(one.selector, one.matched) for one in found] == [
        ("main", 2),
        (".body", 2),
        ("main.body", 2),
    ]
    assert {one.blocks for one in found} == {2}
    assert [one.selector for one in choices([old], at)] == ["#text", "main", ".body"]


def test_a_part_without_a_name_is_found_by_what_is_around_it_or_by_its_place() -> None:
    text = f"{HEAD}<div class=rule-text><div><div>Menu</div><div>{RULES}</div></div></div>"
    at = path_of(text, "Fees")
    found = choices([text, text.replace("<div>Menu</div>", "")], at)

    assert found[0].selector == ".rule-text"
    assert found[0].blocks == 3
    assert "nth-of-type" in found[1].selector
    assert all(len(matches(parse(text), one.selector)) == 1 for one in found)
    assert (found[0].matched, found[1].matched) == (2, 1)


def test_names_that_are_made_anew_are_not_proposed() -> None:
    odd = ("css-1x2y3z", "sc-bdVaJa", "Article_body__x7Yz2", "_3kdfj", "p4827", "a" * 60)
    text = f"{HEAD}<div class='{' '.join(odd)}'>{RULES}</div>"
    at = path_of(text, "Fees").rpartition(".")[0]

    assert not any(name in one.selector for one in choices([text], at) for name in odd)


def test_nothing_of_a_hostile_page_is_kept_but_its_words() -> None:
    text = (
        "<html onload=x()><head><base href=//evil><meta http-equiv=refresh content=0><style>@import 'x'</style></head>"
        "<body style='background:url(//evil)' onclick=x()><script>x()</script><p onmouseover=x() id=chosen class=top>Rings &lt;script&gt; &amp; "
        "<a href=javascript:x() target=_top ping=//evil>fees</a></p><form action=//evil><input autofocus onfocus=x()><button>Go</button></form>"
        "<img src=//evil onerror=x()><iframe srcdoc='<script>x()</script>'></iframe><svg><script>x()</script></svg>"
        "<math><mtext></mtext></math><object data=//evil></object><template><p>no</p></template><x-y onclick=x()>own tag</x-y>"
        "<a href='\"><script>x()</script>'>\"><img src=x></a><noscript><img src=//evil></noscript>"
    )
    shown = inert(parse(text), lambda path: f"/operator/pick/d?at={path}&of=\"'><x>")

    for bad in (
        "onclick",
        "<script",
        "<img",
        "<form",
        "<input",
        "style=",
        "javascript",
        "<iframe",
        "<svg",
        "<meta",
        "<base",
        "<x>",
        "src=",
    ):
        assert bad not in shown, bad
    assert "evil" not in shown
    assert {tag.partition(">")[0].split()[0] for tag in shown.split("<")[1:]} <= {
        "div", "/div", "p", "/p", "span", "/span", "a", "/a",
    }  # fmt: skip
    assert "Rings &lt;script&gt; &amp; " in shown
    assert "own tag" in shown
    assert "&quot;&gt;&lt;img src=x&gt;" in shown.replace("src=x", "src=x") or "src" not in shown


def test_a_deep_and_a_long_page_end() -> None:
    deep = inert(parse(HEAD + "<div>" * 400 + "x"), str)
    long = inert(parse(HEAD + "<p>x</p>" * 30_000), str)

    assert deep.count("<div>") == deep.count("</div>") <= 202
    assert 19_000 < long.count("<p>") < 20_001


def test_any_number_of_classes_is_tried_in_time() -> None:
    names = " ".join(
        f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(9_000)
    )
    text = HEAD + f"<div class='{names}'>" * 12 + RULES

    assert choices([text] * 5, path_of(text, "Fees"))
