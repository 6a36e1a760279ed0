"""Made-up companies and notices, for measuring at scale."""

import random

_CITIES = ("Shenzhen", "Guangzhou", "Yiwu", "Dongguan", "Hangzhou", "Ningbo", "Xiamen", "Foshan")
_SYLLABLES = (
    "ai ba bei cai chen da dong fa fei gu guang hai hao hua ji jia jin jun kai lan lei li lian lu mei min"
    " nan peng qi qing rui shan shi tai tian wei wen xi xiang xin xing yi yong you yu yuan yun ze zhen zhi"
).split()
_TRADES = ("Trading", "Technology", "Electronic Commerce", "Industrial", "Import and Export", "Home Textile")  # fmt: skip
_FORMS = ("Co., Ltd", "Co., Ltd.", "Limited", "Company Limited")
_WORDS = (
    "the court of a judge order granted motion for temporary restraining complaint filed against sellers that offer goods"
    " listed on marketplace accounts plaintiff alleges infringement registered mark design patent notice recall product"
    " must not be sold shipped import customs duty payment fee deadline within days store online review evidence"
).split()


def company(chance: random.Random) -> str:
    """A company such as `Shenzhen Ruilanmei Trading Co., Ltd`."""
    own = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize()
    return f"{chance.choice(_CITIES)} {own} {chance.choice(_TRADES)} {chance.choice(_FORMS)}"


def filler(chance: random.Random, count: int) -> list[str]:
    """So many words of a notice; each fortieth a company."""
    return [
        company(chance) if chance.random() < 1 / 40 else chance.choice(_WORDS) for _ in range(count)
    ]
