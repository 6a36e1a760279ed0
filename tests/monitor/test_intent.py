"""What plain words ask for."""

import pytest

from monitor.intent import IntentKind, intent_of


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("电池", IntentKind.NAME, "电池"),
        ("订阅 电池", IntentKind.FOLLOW, "电池"),
        ("關注 亞馬遜 的 電池", IntentKind.FOLLOW, "亚马逊 电池"),
        ("怎么关注亚马逊？", IntentKind.FOLLOW, "亚马逊"),
        ("我卖充电宝", IntentKind.NAME, "充电宝"),
        ("取消关注电池", IntentKind.UNFOLLOW, "电池"),
        ("电池规则有变化吗", IntentKind.LATEST, "电池"),
        ("Amazon 有什么新规？", IntentKind.LATEST, "amazon"),
        ("搜索 婚纱", IntentKind.SEARCH, "婚纱"),
        ("帮助", IntentKind.GUIDE, ""),
        ("你好，怎么用？", IntentKind.GUIDE, ""),
        ("你好", IntentKind.GREETING, ""),
        ("停止", IntentKind.STOP, ""),
        ("别再发了！", IntentKind.STOP, ""),
        ("我的关注", IntentKind.SUBSCRIPTIONS, ""),
        ("最近", IntentKind.LATEST, ""),
        ("follow batteries please", IntentKind.FOLLOW, "batteries"),
        ("Stop sending me batteries", IntentKind.UNFOLLOW, "batteries"),
        ("What changed at Amazon this week?", IntentKind.LATEST, "amazon"),
        ("what's new?", IntentKind.LATEST, ""),
        ("How do I use this?", IntentKind.GUIDE, ""),
        ("I sell phone cases on Temu", IntentKind.NAME, "phone cases temu"),
        ("the", IntentKind.NAME, "the"),
        ("。。。", IntentKind.NAME, ""),
        ("", IntentKind.NAME, ""),
    ],
)
def test_an_intent_is_a_verb_and_what_it_is_about(typed: str, kind: IntentKind, words: str) -> None:
    found = intent_of(typed)

    assert (found.kind, found.words) == (kind, words)
