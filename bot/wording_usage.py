"""What an operator reads when a command is written wrongly."""

from __future__ import annotations

NO_COMMAND = "「{path}」のあとに、することを書いてください。書けるのは、次のとおりです。"
UNKNOWN_COMMAND = "「{given}」という命令はありません。{meant}"
CHOICES = "「{path}」のあとに書けるのは、次のとおりです。"
ONE_COMMAND = "  {name}　{help}"
UNKNOWN_OPTION = "「{given}」という指定はありません。{meant}"
MEANT = "「{one}」のことですか。"
NEEDS_VALUE = "「{given}」のあとに、その内容を書いてください。"
NO_VALUE = "「{given}」には、内容を書けません。「{given}」だけを書いてください。"
MISSING = "「{name}」{help}が書かれていません。"
TOO_MUCH = "「{given}」が余分です。空白のある内容は、「\"」で囲んで書いてください。"
WRONG = "「{name}」{help}の内容を読めません。{allowed}"
WRONG_GIVEN = "「{name}」{help}の内容「{given}」を読めません。{allowed}"
OF_KIND = (  # what the message speaks of, and what to write
    (r"integer", "整数（例: 3）を書いてください。"),
    (r"float|number|decimal", "数を書いてください。"),
    (r"boolean", "true か false を書いてください。"),
    (r"file|director|path", "ファイルの場所を確かめてください。"),
    (r"date|time", "日時を 2025-03-11T09:00 の形で書いてください。"),
    (r"choice|one of", "選べるものの中から書いてください。"),
)
OTHER = "書き方がちがいます。"
SAID = "（{help}）"
FORM = "書き方: {form}"
OPTIONS = "［指定］"
MORE = "くわしくは「{path} --help」で見られます。何も実行していません。"
MORE_ANYWHERE = "くわしくは、命令のうしろに「--help」を付けると見られます。何も実行していません。"
STOPPED = "途中で止めました。"
