"""A block knows what governs it, and text that is not in force or not the page's is left out."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract.boilerplate_shape import boilerplate_blocks
from monitor.extract.files import read_file
from monitor.extract.html import read_page
from monitor.model import Block, BlockKind

Place = tuple[tuple[str, ...], str]


def places(html: str) -> list[Place]:
    page = read_page(f"<main>{html}</main>")
    return [(block.path, block.text) for block in page.blocks]


def texts(html: str) -> list[str]:
    return [text for _, text in places(html)]


def of_text(text: str, name: str = "a.txt") -> list[Place]:
    return [(block.path, block.text) for block in read_file(name, text.encode()).blocks]


PLACES: dict[str, tuple[str, Place]] = {
    "two headings below": (
        "<h1>Market</h1><h2>Banned goods</h2><h3>Toys</h3><ul><li>Darts</ul>",
        (("Market", "Banned goods", "Toys"), "Darts"),
    ),
    "a lead with a colon": (
        "<p>Be fair. You may not sell the following:</p><ul><li>Darts</ul>",
        (("You may not sell the following:",), "Darts"),
    ),
    "a lead that announces": (
        "<p>The following goods are banned.</p><ul><li>Darts</ul>",
        (("The following goods are banned.",), "Darts"),
    ),
    "a lead that goes on": ("<div>You may not sell<ul><li>Darts</ul></div>", (("You may not sell",), "Darts")),
    "a Chinese lead": ("<p>禁止销售以下商品：</p><ul><li>飞镖</ul>", (("禁止销售以下商品：",), "飞镖")),
    "no lead after a sentence": ("<p>We are open.</p><ul><li>Darts</ul>", ((), "Darts")),
    "a list that goes on": (
        "<p>Banned:</p><ul><li>Darts</ul><ul><li>Yo-yos</ul>",
        (("Banned:",), "Yo-yos"),
    ),
    "an item of an item": ("<ul><li>Rings<ul><li>Fee: 3 %</ul></ul>", (("Rings",), "Fee: 3 %")),
    "a paragraph of an item": ("<ul><li><p>Rings</p><p>Fee: 3 %</p></ul>", (("Rings",), "Fee: 3 %")),
    "bullets of its own": ("<p>Banned:</p><p>• Darts</p><p>• Kites</p>", (("Banned:",), "• Kites")),
    "a definition": ("<dl><dt>Rings</dt><dd>3 %</dd><dt>Lamps</dt><dd>4 %</dd></dl>", (("Lamps",), "4 %")),
    "two terms": ("<dl><dt>Rings<dt>Lamps<dd>3 %</dl>", (("Rings | Lamps",), "3 %")),
    "a grid of boxes": (
        "<div class=r><div>Rings</div><div>3 %</div></div><div class=r><div>Lamps</div><div>4 %</div></div>",
        ((), "Lamps | 4 %"),
    ),
    "a grid by its roles": (
        ("<div role=table><div role=row><b role=columnheader>Goods</b><b role=columnheader>Fee</b></div>"
        "<div role=row><span role=rowheader>Rings</span><span role=cell>3 %</span></div></div>"),
        (("Goods | Fee",), "Rings | 3 %"),
    ),
    "glued spans": (
        "<ul><li><span>Rings</span><span>3 USD</span><li><span>Lamps</span><span>4 USD</span></ul>",
        ((), "Lamps | 4 USD"),
    ),
    "a row that another spans": (
        "<table><tr><th rowspan=2>Rings<td>new<td>3 %<tr><td>used<td>4 %</table>",
        ((), "Rings | used | 4 %"),
    ),
    "a list in a cell": ("<table><tr><td>Rings<td><ul><li>3 %<li>4 %</ul></table>", (("Rings",), "4 %")),
    "a section of a table": (
        "<table><tr><td>a<td>b<tr><th colspan=2>Rings<tr><td>new<td>3 %</table>",
        (("Rings",), "new | 3 %"),
    ),
    "a caption": ("<table><caption>Banned goods</caption><tr><td>Darts<td>all</table>", (("Banned goods",), "Darts | all")),
    "a drawn yes": ("<table><tr><td>Rings<td><img src=x alt=Yes></table>", ((), "Rings | Yes")),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES)
def test_a_block_stands_below_what_governs_it(case: str) -> None:
    html, place = PLACES[case]

    assert place in places(html)


TEXTS = {
    "<p><del>Pay 5 USD.</del></p><p>Stay.</p>": ["Stay."],
    "<p style='text-decoration: line-through'>Pay.</p><p>Stay.</p>": ["Stay."],
    "<p>The fee is <s>5%</s><ins>9%</ins>.</p>": ["The fee is 9%."],
    "<p>By <strike>1 May 2027</strike> 1 June 2027.</p>": ["By 1 June 2027."],
    "<table><tr><td>Fee<td><del>5</del>9</table>": ["Fee | 9"],
    "<p>A fee of 5%<sup>2</sup> is due.</p>": ["A fee of 5% [2] is due."],
    "<p>A fee of 5<sup><a href='#n'>[2]</a></sup> is due.</p>": ["A fee of 5 [2] is due."],
    "<p>10<sup>6</sup> units, 30 m<sup>2</sup>, the 1<sup>st</sup></p>": ["10^6 units, 30 m², the 1st"],
    "<p>3<sup>1</sup>/<sub>2</sub></p>": ["3 1/2"],
    "<p>jewel<wbr>lery and ba\u00adtteries</p>": ["jewellery and batteries"],
    "<table><tr><td><b>w</b>ord<td>x<br>y</table>": ["word | x y"],
    "<h2><div>Fees</div></h2><p>x</p>": ["Fees", "x"],
    "<p>Long enough to be the page's own text, and more.</p><p>a <span hidden>b</span>c</p>": [
        "Long enough to be the page's own text, and more.", "a c",
    ],
    "<p>Long enough to be the page's own text, and more.</p><p style='display:none'>x</p>": [
        "Long enough to be the page's own text, and more.",
    ],
    "<button aria-controls=p>More</button><p id=p hidden>A rule that opens.</p>": ["A rule that opens."],
    "<p>One long rule that is the page's own text.</p><h2>Related articles</h2><ul><li><a href=/a>Rings</a></ul>": [
        "One long rule that is the page's own text.",
    ],
    "<ul><li><a href=#a>A</a><li><a href=#b>B</a><li><a href=#c>C</a></ul><h2 id=a>A</h2><p id=b>b is long enough"
    "</p><p id=c>c</p>": ["A", "b is long enough", "c"],
    "<p>A rule.</p><p>Was this article helpful?</p><a href=#>Yes</a>": ["A rule."],
}  # fmt: skip


@pytest.mark.parametrize("html", TEXTS)
def test_what_is_read_is_what_is_in_force(html: str) -> None:
    assert texts(html) == TEXTS[html]


def test_plain_text_has_the_places_of_a_page() -> None:
    text = (
        "1. Scope\n\nThese rules hold for\nall sellers.\n\n1.2 Fees\n\nRings    3 %\nLamps    4 %\n\n"
        "You may not sell:\n- darts\n  - of steel\n- kites\n\n第二章 附则\n\n一、生效\n本规则自公布\n之日起施行。\n"
    )
    fees = ("1. Scope", "1.2 Fees")

    assert of_text(text) == [
        ((), "1. Scope"),
        (("1. Scope",), "These rules hold for all sellers."),
        (("1. Scope",), "1.2 Fees"),
        (fees, "Rings | 3 %"),
        (fees, "Lamps | 4 %"),
        (fees, "You may not sell:"),
        ((*fees, "You may not sell:"), "darts"),
        ((*fees, "You may not sell:", "darts"), "of steel"),
        ((*fees, "You may not sell:"), "kites"),
        ((), "第二章 附则"),
        (("第二章 附则",), "一、生效"),
        (("第二章 附则", "一、生效"), "本规则自公布之日起施行。"),
    ]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_markdown_is_read_by_its_marks_whatever_it_is_called(name: str) -> None:
    text = (
        "# Fees\n\nThe fee is ~~5~~ 9 %[^1].\n\nBanned:\n\n- darts\n\n  - of steel\n\n[^1]: Note\n"
    )

    assert of_text(text, name) == [
        ((), "Fees"),
        (("Fees",), "The fee is 9 % [1] ."),
        (("Fees",), "Banned:"),
        (("Fees", "Banned:"), "darts"),
        (("Fees", "Banned:", "darts"), "of steel"),
        (("Fees",), "[1] Note"),
    ]


def items(*words: str, path: tuple[str, ...] = ()) -> list[Block]:
    return [Block(path, word, BlockKind.ITEM) for word in words]


RULE = [
    Block((), "Sellers pay a fee for each sale."),
    Block((), "They keep their records in order."),
]
SHAPES: dict[str, tuple[list[Block], list[Block]]] = {
    "menu": (items("Home", "Sellers", "Contact us"), [*RULE, *RULE]),
    "crumbs": ([Block((), "Home > Help > Fees")], RULE),
    "Chinese crumbs": ([Block((), "首页 > 规则 > 费用")], RULE),
    "languages": (items("English", "Deutsch", "中文"), RULE),
    "feedback": ([Block((), "Was this helpful?"), Block((), "Yes"), Block((), "No")], RULE),
    "related": (
        [Block((), "Verwandte Artikel", BlockKind.HEADING), *items("Was Sie nicht verkaufen dürfen", path=("Verwandte Artikel",))],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHAPES)
def test_boilerplate_is_found_by_its_shape(case: str) -> None:
    part, rest = SHAPES[case]

    assert boilerplate_blocks([*part, *rest]) == frozenset(range(len(part)))


RULES: dict[str, list[Block]] = {
    "banned": [*RULE, *items("Darts", "Kites", "Support", "Help", path=("Banned goods",))],
    "led": [*RULE, Block((), "We buy:"), *items("Print", "Help", "News", path=("We buy:",))],
    "headed": [*RULE, Block((), "Goods", BlockKind.HEADING), *items("Print", "Help", "News", path=("Goods",))],
    "same list": [*RULE, *RULE, *items("Sellers must pay.", "Help", "News", "Print")],
    "amount": [Block((), "Related articles", BlockKind.HEADING), *items("A fee of 5 %")],
    "plain labels": [*items("Rings", "Lamps", "Kites"), *RULE, *RULE],
    "sentence": [Block((), "Related articles", BlockKind.HEADING), Block((), "Sellers must pay.")],
    "row": [*RULE, *RULE, *(Block((), word, BlockKind.ROW) for word in ("Help", "News", "Print"))],
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_a_rule_is_never_boilerplate(case: str) -> None:
    assert boilerplate_blocks(RULES[case]) == frozenset()


WORDS = st.integers(0, 999).map(lambda number: f"word{number}x")
WRAPPERS: list[Callable[[str], str]] = [
    lambda inner, tag=tag: f"<{tag}>{inner}</{tag}>"
    for tag in ("div", "section", "p", "b", "span", "h2", "h4", "blockquote", "ins")
] + [
    lambda inner: f"<ul><li>{inner}</li></ul>",
    lambda inner: f"<dl><dt>{inner}</dt></dl>",
    lambda inner: f"<dl><dd>{inner}</dd></dl>",
    lambda inner: f"<table><tr><td>{inner}</td></tr></table>",
    lambda inner: f"<div role=row><div role=cell>{inner}</div></div>",
]
TREES = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda parts, wrap: wrap(" ".join(parts)),
        st.lists(inner, min_size=1, max_size=4),
        st.sampled_from(WRAPPERS),
    ),
    max_leaves=25,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(TREES)
def test_every_word_is_read_once_and_in_order_whatever_the_nesting(tree: str) -> None:
    page = read_page(f"<body>{tree}</body>", select="body")
    read = [word for block in page.blocks for word in block.text.split() if word != "|"]

    assert read == [
        word for word in tree.replace("<", " <").replace(">", "> ").split() if word[:4] == "word"
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<table>" + ("<tr>" + "<td rowspan=99999>y</td>" * 40 + "</tr>") * 300 + "</table>",
        "<ul><li>" * 200 + "x" + "</li></ul>" * 200,
        "<div><div>" * 200 + "x" + "</div><div>b</div></div>" * 200,
    ],
)
def test_hostile_nesting_and_spans_stay_small(html: str) -> None:
    page = read_page(f"<p>{'x' * 50}</p>{html}")

    assert sum(len(block.text) + sum(map(len, block.path)) for block in page.blocks) < 1_000_000
