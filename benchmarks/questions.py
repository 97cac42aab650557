"""Questions about drawn documents: is the right page found, and the right answer, without a model?

    python -m benchmarks.questions [--questions 100] [--pages 20] [--needle 200] [--seed 0]

Each document is a report of many pages about sites of a made-up company, half of them in English, half in Chinese. A
page has prose about one site, and facts: as sentences and as captions with their values. The same things are said of
other sites on other pages, so that only the whole question tells the page. The last figure: one fact in the middle of
a document of ``--needle`` pages.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docvl

SITES = {
    "en": "Aberdale Brookmere Carrick Dunmore Eastfold Fernhill Glenrock Harwick Islay Jarrow Kelso Langford".split(),
    "zh": "安河 北桥 长岭 东湾 丰台山 古渡 和田镇 江口 昆仑路 兰溪 南屏 青石".split(),
}
PEOPLE = {
    "en": ["Clara Weiss", "Tom Okafor", "Mei Tanaka", "Luis Ortega", "Ines Duarte", "Paul Novak"],
    "zh": ["王建国", "李秀兰", "张伟民", "刘丽华", "陈志强", "赵敏"],
}
PROSE = {
    "en": [
        "Work at {site} went on as planned during the year, and the staff took part in all courses.",
        "The roof of the hall in {site} was mended after the storms; the costs were borne by the insurer.",
        "Deliveries to {site} came late in some weeks, which the carrier put down to road works.",
        "Visitors praised the new entrance of {site}; two of them wrote letters to the board.",
    ],
    "zh": [
        "{site}的各项工作全年按计划进行，员工参加了全部培训课程。",
        "{site}大厅的屋顶在暴雨后进行了维修，费用由保险公司承担。",
        "由于道路施工，部分货物送达{site}的时间有所推迟。",
        "来访者对{site}的新入口给予好评，其中两位致信董事会。",
    ],
}


FACTS = {
    "en": [
        ("The boiler of {site} was inspected on {date}.", "When was the boiler of {site} inspected?", "{date}"),
        ("{person} is the manager of {site}.", "Who is the manager of {site}?", "{person}"),
        ("Access code of {site}: {code}", "What is the access code of {site}?", "{code}"),
        ("The yearly rent of {site} amounts to {money} EUR.", "How much is the yearly rent of {site}?", "{money}"),
    ],
    "zh": [
        ("{site}的锅炉于{date}完成年检。", "{site}的锅炉是什么时候完成年检的？", "{date}"),
        ("{site}的负责人是{person}。", "{site}的负责人是谁？", "{person}"),
        ("{site}门禁密码：{code}", "{site}的门禁密码是多少？", "{code}"),
        ("{site}的年租金为{money}元。", "{site}的年租金是多少钱？", "{money}"),
    ],
}
"""What a page states of its site, how one may ask for it, and the answer."""


@dataclass(frozen=True)
class Fact:
    """What a page states, how one may ask for it, and the answer."""

    said: str
    question: str
    answer: str


def main() -> None:
    """Print the share of right pages and of right answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--pages", type=int, default=20, help="of each document")
    parser.add_argument("--needle", type=int, default=200, help="pages of the long document")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--failures", action="store_true", help="print what went wrong")
    args = parser.parse_args()
    for language in ("en", "zh"):
        rng = random.Random(args.seed)  # noqa: S311 - drawn alike every time
        results = list(_ask_all(rng, language, args.questions // 2, args.pages, args.failures))
        pages, answers = (sum(each) / len(results) for each in zip(*results, strict=True))
        print(f"{language}: {len(results)} questions, right page {pages:.2f}, right answer {answers:.2f}")
        ((page, answer),) = _ask_all(rng, language, 1, args.needle, args.failures)
        print(f"{language}: one fact in {args.needle} pages, right page {page}, right answer {answer}")


def _ask_all(rng: random.Random, language: str, count: int, pages: int, failures: bool) -> Iterator[tuple[bool, bool]]:
    """-> right page?, right answer? for each question; some ten questions a document."""
    while count > 0:
        with tempfile.TemporaryDirectory() as folder:
            path, facts = draw(rng, language, pages, Path(folder) / "report.pdf")
            chosen = rng.sample(facts, min(10, count))
            for page, fact in chosen:
                answer = docvl.ask(path, fact.question, most_pages=1)
                right = answer.pages == ((answer.pages[0][0], page),)
                said = answer.text is not None and fact.answer in answer.text
                if failures and not (right and said):
                    print(f"  {fact.question} page {page} of {answer.pages}, {fact.answer!r}: {answer.text!r}")
                yield right, said
            count -= len(chosen)


def draw(rng: random.Random, language: str, pages: int, path: Path) -> tuple[Path, list[tuple[int, Fact]]]:
    """Write a report -> its path, and its facts with their pages."""
    import pymupdf

    facts: list[tuple[int, Fact]] = []
    subjects = [(site, number) for number in range(1, pages) for site in SITES[language]][:pages]
    rng.shuffle(subjects)
    with pymupdf.open() as document:
        for number, (site, part) in enumerate(subjects, start=1):
            name = f"{site} {part}" if language == "en" else f"{site}{part}号站"
            own = _facts(rng, language, name)
            facts += [(number, fact) for fact in own]
            text = [line.format(site=name) for line in rng.sample(PROSE[language], 3)] + [fact.said for fact in own]
            rng.shuffle(text)
            font = "china-s" if language == "zh" else "helv"
            page = document.new_page()
            page.insert_textbox((60, 60, 535, 780), "\n\n".join(text), fontsize=11, fontname=font)
        document.save(path)
    return path, facts


def _facts(rng: random.Random, language: str, site: str) -> list[Fact]:
    values = {
        "site": site,
        "date": _date(rng, language),
        "person": rng.choice(PEOPLE[language]),
        "code": f"{rng.choice('ABCDEF')}{rng.randint(1000, 9999)}",
        "money": f"{rng.randint(1, 99)},{rng.randint(100, 999)}.00",
    }
    return [Fact(*(text.format(**values) for text in texts)) for texts in FACTS[language]]


def _date(rng: random.Random, language: str) -> str:
    year, month, day = rng.randint(2015, 2025), rng.randint(1, 12), rng.randint(1, 28)
    names = "January February March April May June July August September October November December".split()
    return f"{year}年{month}月{day}日" if language == "zh" else f"{day} {names[month - 1]} {year}"


if __name__ == "__main__":
    main()
