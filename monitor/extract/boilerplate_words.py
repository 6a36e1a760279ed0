"""Name boilerplate by closed classes of words: what sites call the parts that are not their text."""

import re
import unicodedata

_RELATED = re.compile(
    r"(?:related|similar|recommended|popular|other|more|further)(?: \w{2,12})? "
    r"(?:articles?|topics?|links?|posts?|pages?|stories|reading)"
    r"|see also|read (?:more|next)|you (?:may|might) (?:also )?(?:like|be interested in)|promoted articles"
    r"|recently viewed articles"
    r"|(?:verwandte|\u00e4hnliche|weitere|zugeh\u00f6rige|empfohlene) (?:artikel|themen|links|beitr\u00e4ge|inhalte)"
    r"|siehe auch|das k\u00f6nnte (?:sie|dich) (?:auch )?interessieren"
    r"|(?:articles?|liens|sujets|contenus?|pages) (?:associ\u00e9e?s?|connexes?|similaires?|li\u00e9s|recommand\u00e9s)"
    r"|voir aussi|\u00e0 lire aussi"
    r"|(?:art\u00edculos|enlaces|temas|contenidos?|p\u00e1ginas) (?:relacionad[oa]s?|recomendados|similares)"
    r"|v\u00e9ase tambi\u00e9n|ver tambi\u00e9n|tambi\u00e9n te puede interesar"
    r"|(?:articoli|link|argomenti|contenut[oi]|pagine) (?:correlat[ie]|collegati|simili|consigliati)"
    r"|(?:artigos|links|conte\u00fados) relacionados|veja tamb\u00e9m|powi\u0105zane (?:artyku\u0142y|tematy)|zobacz te\u017c"
    r"|gerelateerde (?:artikelen|onderwerpen)|zie ook|relaterade artiklar|se \u00e4ven|relaterede artikler|se ogs\u00e5"
    r"|souvisej\u00edc\u00ed \u010dl\u00e1nky|kapcsol\u00f3d\u00f3 cikkek|articole similare|ilgili makaleler"
    r"|vedi anche|potrebbe interessarti anche"
    r"|(?:\u76f8\u5173|\u76f8\u95dc|\u63a8\u8350|\u63a8\u85a6|\u70ed\u95e8|\u71b1\u9580|\u66f4\u591a)"
    r"(?:\u6587\u7ae0|\u94fe\u63a5|\u93c8\u63a5|\u9605\u8bfb|\u95b1\u8b80|\u95ee\u9898|\u554f\u984c|\u5185\u5bb9|\u5167\u5bb9|\u4e3b\u9898|\u63a8\u8350)"
    r"|\u95a2\u9023(?:\u8a18\u4e8b|\u30ea\u30f3\u30af)|\u5ef6\u4f38\u9605\u8bfb|\u53c2\u89c1|\u731c\u4f60\u559c\u6b22"
)
_FEEDBACK = re.compile(
    r"(?:was|is|did|were) (?:this|these|you find this)(?: \w{3,12}){0,2} (?:helpful|useful)\??(?: (?:yes|no|[/|])){0,3}"
    r"|did (?:this|you find).{0,40}(?:answer your question|help(?: you)?|helpful)\??"
    r"|how (?:helpful|useful) (?:was|is) this(?: \w{3,12})?\??"
    r"|\d{1,7} (?:out )?of \d{1,7} (?:people )?found this helpful"
    r"|(?:thanks|thank you) for your feedback[.!]?|(?:give|send|share|leave)(?: us)? (?:your )?feedback"
    r"|war (?:dieser|diese|dieses) \w{3,20} hilfreich\??|cet(?:te)? \w{3,20} (?:vous )?a[ -]t[ -](?:il|elle) \u00e9t\u00e9 utile ?\??"
    r"|cet(?:te)? \w{3,20} vous a-t-(?:il|elle) \u00e9t\u00e9 utile ?\??"
    r"|\u00bf?(?:te|le)? ?(?:fue|ha sido|result\u00f3) \u00fatil (?:este|esta) \w{3,20}\??"
    r"|(?:questo|questa|quest)'? ?\w{3,20} (?:ti )?\u00e8 stat[oa] utile ?\??"
    r"|(?:\u672c|\u8fd9|\u9019|\u6b64|\u8be5|\u4ee5\u4e0a)?(?:\u7bc7|\u4e2a|\u6761)?(?:\u6587\u7ae0|\u5185\u5bb9|\u9875\u9762|\u4fe1\u606f|\u5e2e\u52a9|\u56de\u7b54)?(?:\u5bf9|\u5c0d)\u60a8?\u4f60?(?:\u662f\u5426)?\u6709(?:\u5e2e\u52a9|\u5e6b\u52a9)(?:\u5417|\u55ce)?\??"
    r"|(?:\u8be5|\u672c|\u6b64)?(?:\u6587\u7ae0|\u5185\u5bb9|\u4fe1\u606f)\u662f\u5426\u6709(?:\u5e2e\u52a9|\u7528)\??"
)
_VOTES = frozenset(
    "yes no helpful ja nein oui non s\u00ed si \u662f \u5426 \u6709\u5e2e\u52a9 \u6ca1\u5e2e\u52a9 "
    "\u6709\u7528 \u6ca1\u7528 share print copy submit \U0001f44d \U0001f44e".split()
) | {"not helpful", "yes no", "copy link"}
_LANGUAGES = frozenset(
    "english deutsch fran\u00e7ais espa\u00f1ol italiano portugu\u00eas nederlands polski svenska dansk "
    "norsk suomi \u010de\u0161tina magyar rom\u00e2n\u0103 t\u00fcrk\u00e7e \u0440\u0443\u0441\u0441\u043a\u0438\u0439 \u0443\u043a\u0440\u0430\u0457\u043d\u0441\u044c\u043a\u0430 "
    "\u4e2d\u6587 \u7b80\u4f53\u4e2d\u6587 \u7e41\u9ad4\u4e2d\u6587 \u4e2d\u6587(\u7b80\u4f53) \u4e2d\u6587(\u7e41\u9ad4) \u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4 ti\u1ebfng \u0e44\u0e17\u0e22 "
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea \u0939\u093f\u0928\u094d\u0926\u0940 \u03b5\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac \u0431\u044a\u043b\u0433\u0430\u0440\u0441\u043a\u0438 hrvatski sloven\u010dina sloven\u0161\u010dina eesti lietuvi\u0173 latvie\u0161u".split()
) | {
    "english (us)",
    "english (uk)",
    "ti\u1ebfng vi\u1ec7t",
    "bahasa indonesia",
    "bahasa melayu",
    "portugu\u00eas (brasil)",
}
_HOME = frozenset(
    {
        "home",
        "homepage",
        "startseite",
        "accueil",
        "inicio",
        "in\u00edcio",
        "home page",
        "help center",
        "help centre",
        "\u9996\u9875",
        "\u9996\u9801",
        "\u4e3b\u9875",
        "\u5e2e\u52a9\u4e2d\u5fc3",
        "\u30db\u30fc\u30e0",
    }
)
_SITE_PARTS = _HOME | frozenset({
    "about", "about us", "contact", "contact us", "careers", "jobs", "press", "blog", "news", "newsroom", "help", "support", "faq", "faqs",
    "privacy", "privacy policy", "terms", "terms of service", "terms of use", "terms and conditions", "cookies", "cookie policy",
    "cookie settings", "imprint", "legal", "legal notice", "accessibility", "sitemap", "site map", "investors", "investor relations",
    "login", "log in", "sign in", "sign up", "register", "my account", "search", "menu", "skip to content", "skip to main content",
    "facebook", "twitter", "x", "instagram", "youtube", "linkedin", "tiktok", "pinterest", "wechat", "share", "print", "subscribe",
    "newsletter", "back to top", "cart", "community", "developers", "pricing", "download", "downloads", "language",
    "\u00fcber uns", "kontakt", "karriere", "presse", "hilfe", "datenschutz", "impressum", "agb", "anmelden", "suche",
    "\u00e0 propos", "nous contacter", "carri\u00e8res", "aide", "confidentialit\u00e9", "mentions l\u00e9gales", "connexion", "rechercher",
    "qui\u00e9nes somos", "contacto", "empleo", "prensa", "ayuda", "privacidad", "aviso legal", "iniciar sesi\u00f3n", "buscar",
    "chi siamo", "contatti", "lavora con noi", "stampa", "aiuto", "note legali", "accedi", "cerca",
    "\u5173\u4e8e\u6211\u4eec", "\u95dc\u65bc\u6211\u5011", "\u8054\u7cfb\u6211\u4eec", "\u806f\u7d61\u6211\u5011", "\u52a0\u5165\u6211\u4eec", "\u9690\u79c1\u653f\u7b56", "\u96b1\u79c1\u653f\u7b56", "\u670d\u52a1\u6761\u6b3e",
    "\u7528\u6237\u534f\u8bae", "\u5e2e\u52a9", "\u767b\u5f55", "\u767b\u9304", "\u6ce8\u518c", "\u8a3b\u518a", "\u641c\u7d22", "\u83dc\u5355", "\u8fd4\u56de\u9876\u90e8", "\u7f51\u7ad9\u5730\u56fe", "\u5fae\u4fe1", "\u5fae\u535a",
})  # fmt: skip
_CONTENTS = frozenset({
    "contents", "table of contents", "on this page", "in this article", "inhalt", "inhaltsverzeichnis", "auf dieser seite",
    "sommaire", "table des mati\u00e8res", "sur cette page", "\u00edndice", "contenido", "en esta p\u00e1gina", "indice", "sommario",
    "in questa pagina", "\u76ee\u5f55", "\u76ee\u9304", "\u672c\u9875\u5185\u5bb9", "\u76ee\u6b21",
})  # fmt: skip
_EDGE = " \t:\uff1a?\uff1f.!>\u203a\u00bb"
_MOST_CHARS = 120


def is_related_heading(text: str) -> bool:
    """Return whether a text is the heading of links to other pages."""
    return _RELATED.fullmatch(_folded(text)) is not None


def is_contents_heading(text: str) -> bool:
    """Return whether a text is the heading of a page's own contents."""
    return _folded(text) in _CONTENTS


def is_feedback(text: str) -> bool:
    """Return whether a text asks what readers think of the page, or thanks them for saying it."""
    return _FEEDBACK.fullmatch(_folded(text)) is not None


def is_vote(text: str) -> bool:
    """Return whether a text is an answer to such a question, or a button beside it."""
    return _folded(text) in _VOTES


def is_language(text: str) -> bool:
    """Return whether a text is the name of a language, in that language."""
    return _folded(text) in _LANGUAGES


def is_home(text: str) -> bool:
    """Return whether a text is what sites call their first page."""
    return _folded(text) in _HOME


def is_site_part(text: str) -> bool:
    """Return whether a text is what menus and footers call a part of the site."""
    return _folded(text) in _SITE_PARTS


def _folded(text: str) -> str:
    if len(text) > _MOST_CHARS:
        return ""
    return unicodedata.normalize("NFKC", text).casefold().strip(_EDGE)
