"""Short labels: what topics, audiences, themes and standings are called on cards and buttons."""

from __future__ import annotations

from bot.announcements.wording_audience import STANDS
from bot.messages import Tone
from knowledge.programs import Topic
from knowledge.status import Standing

AUDIENCES = {
    "entrepreneur": "起業したい",
    "employer": "事業主・会社",
    "jobseeker": "仕事をさがす",
    "student": "学生・若者",
    "migrant": "移住したい",
    "foreign_worker": "外国人を雇う・働く",
    "family": "子ども・保護者",
}

# 立場: what people say they are. All but the last are audiences of programs, so that lists can begin with them.
PERSONS = {code: label for code, label in STANDS.items() if code != "none"}

TOPICS: dict[Topic, str] = {
    Topic.WHAT: "内容", Topic.AMOUNT: "金額", Topic.CAP: "上限額", Topic.RATE: "補助率", Topic.COSTS: "対象経費",
    Topic.WHO: "対象", Topic.CONDITIONS: "条件",
    Topic.LIMIT: "回数・期間", Topic.FEE: "費用", Topic.WINDOW: "受付期間",
    Topic.APPLY: "申請・申込の方法", Topic.WHERE: "場所", Topic.DATE: "日にち", Topic.CONTACT: "問い合わせ先",
    Topic.OPERATOR: "実施している団体", Topic.CONTENT: "内容", Topic.RESULT: "実績", Topic.TARGET: "目標",
    Topic.RATING: "自己評価", Topic.DIRECTION: "今後の方向性", Topic.EFFECT: "成果", Topic.ISSUE: "課題",
    Topic.HISTORY: "経過", Topic.PLAN: "令和7年度の計画",
}  # fmt: skip

BADGES: dict[Standing, str] = {
    Standing.OPEN: "受付中", Standing.SOON: "締切間近",
    Standing.WINDOW_CLOSED: "受付終了", Standing.RUNNING: "実施中", Standing.PLANNED: "今年度の計画あり",
    Standing.ENDING: "終了予定", Standing.ENDED: "終了",
    Standing.MERGED: "ほかの事業に統合", Standing.MERGING: "統合予定",
    Standing.STARTS: "開始予定", Standing.NOT_HELD: "開催なし", Standing.UNCLEAR: "確認が必要",
    Standing.UNCONFIRMED: "今年度未確認",
}  # fmt: skip

TONES: dict[Standing, Tone] = {
    Standing.OPEN: "open", Standing.SOON: "soon", Standing.WINDOW_CLOSED: "ended", Standing.RUNNING: "open",
    Standing.PLANNED: "plain",
    Standing.ENDING: "soon", Standing.ENDED: "ended", Standing.MERGED: "ended", Standing.MERGING: "soon",
    Standing.STARTS: "soon", Standing.NOT_HELD: "unclear",
    Standing.UNCLEAR: "unclear", Standing.UNCONFIRMED: "unclear",
}  # fmt: skip

THEMES = {
    "startup": "起業・創業", "hiring": "採用・求人", "training": "研修・講座", "young_workers": "若者の就職・定着",
    "women": "女性の活躍", "foreign_workers": "外国人の就労", "migration": "移住", "housing": "住まい",
    "internship": "インターンシップ", "jobseeking": "仕事さがし", "career_education": "職場体験・キャリア教育",
    "investment": "設備投資", "site": "工場・企業の立地", "finance": "融資・資金繰り", "rnd": "新製品・技術開発",
    "it_dx": "IT・デジタル", "agri_food": "農商工連携・加工品", "network": "企業どうしの交流", "pr": "企業のPR",
    "sdgs": "SDGs", "bcp": "事業継続（BCP）",
    "international": "海外・台湾との連携", "college": "シゴト・ツクル・カレッジ",
}  # fmt: skip
