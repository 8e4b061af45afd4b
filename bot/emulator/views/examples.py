"""Questions to start with, one set per seeded person, so that an empty talk invites."""

from bot.emulator.people import KEYS

_EXAMPLES: dict[str, tuple[str, str, str]] = {
    "founder": (
        "お店を始めたい。使える補助金は？",
        "起業の相談はどこ？",
        "起業の勉強ができるところは？",
    ),
    "owner": (
        "会社のトイレを直したい。いくら出る？",
        "社員に資格を取らせたい",
        "会社をデジタル化したい",
    ),
    "seeker": ("市内で働きたい。相談できる？", "市内で仕事を探したい", "ジョブカフェって何？"),
    "student": ("奨学金の返済を手伝ってもらえる？", "インターンシップはある？", "地元の会社を知りたい"),
    "mover": ("移住したい。使える制度は？", "家族で移住するといくらもらえる？", "就活の交通費は出る？"),
    "resident": (
        "Can I get money to start a shop?",
        "しごとを さがしています",
        "I want to learn how to start a business",
    ),
}
_ANYONE = ("お店を始めるときに使えるお金は？", "社員の資格取得の補助は？", "市内で仕事を探したい")
_BY_ID = {KEYS[key]: words for key, words in _EXAMPLES.items()}
KINDS = {
    "起業したい": "founder",
    "事業主": "owner",
    "仕事をさがす": "seeker",
    "学生": "student",
    "移住したい": "mover",
    "その他": "",
}
"""What an added person can be, and whose questions they begin with; a person's note starts with it."""


def examples(user_id: str, note: str = "") -> tuple[str, str, str]:
    """Three questions this person might ask first."""
    alike = _EXAMPLES.get(KINDS.get(note.split("・")[0], ""), _ANYONE)
    return _BY_ID.get(user_id, alike)
