"""Tally of the corpus for its data card, in Markdown: sizes, and what bodies, places, offences, campaigns and figures occur how often.

    python training/tally.py

Ranks, places, categories and units are those that the components for normal forms give the annotated spans.
"""

from collections import Counter
from pathlib import Path

import typer
from zhanbao.components.agencies.places import places
from zhanbao.components.agencies.resolver import resolve
from zhanbao.components.crimes.matcher import find_crime
from zhanbao.components.operations.naming import name_operation
from zhanbao.components.quantities.values import normalise
from zhanbao.corpus.lots import SPLITS, read_corpus
from zhanbao.corpus.markup import Report
from zhanbao.export.summary import section_names
from zhanbao.labels import AGENCY, CRIME, LABELS, OPERATION, QUANTITY

ROOT = Path(__file__).resolve().parent.parent


def row(*cells: object) -> str:
    """A line of a Markdown table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def sizes(lang: str, split: str, reports: list[Report]) -> str:
    """Reports, sentences, share of sentences without a span, spans by label, claims."""
    sentences = [(r, s) for r in reports for s in r.sentences]
    empty = sum(not any(s.start <= span.start < s.end for span in r.spans) for r, s in sentences)
    labels = Counter(span.label for r in reports for span in r.spans)
    claims = sum(len(r.claims) for r in reports)
    by_label = [f"{labels[label]:,}" for label in LABELS]
    return row(lang, split, len(reports), f"{len(sentences):,}", f"{empty / len(sentences):.0%}", *by_label, f"{claims:,}")


def coverage(reports: list[Report]) -> dict[str, Counter]:
    """What occurs how often, by subject."""
    out: dict[str, Counter] = {name: Counter() for name in ("rank", "kind", "province", "section", "category", "campaign", "unit", "bound")}
    for report in reports:
        agencies = [span.text for span in report.spans if span.label == AGENCY]
        for agency in resolve(report.text, report.lang, agencies):
            out["rank"][agency.level or "none"] += 1
            out["kind"][agency.kind] += 1
            if agency.place:
                out["province"][agency.place[:2] + "0000"] += 1
        for span in report.spans:
            if span.label == CRIME and (crime := find_crime(span.text, report.lang)):
                out["section"][crime.iccs[0][:2]] += 1
                out["category"][crime.crime] += 1
            elif span.label == OPERATION and (operation := name_operation(span.text, report.lang)):
                out["campaign"][operation.operation if operation.known else "of their own"] += 1
            elif span.label == QUANTITY and (quantity := normalise(span.text, report.lang)):
                out["unit"][quantity.unit or "none"] += 1
                out["bound"][quantity.bound] += 1
    return out


def main() -> None:
    print(row("language", "split", "reports", "sentences", "without a span", *LABELS, "claims"))
    print(row(*["---"] * 10))
    found = {}
    for lang in ("en", "zh"):
        by_split = {split: list(read_corpus(ROOT / "corpus" / lang / split)) for split in SPLITS}
        for split, reports in by_split.items():
            print(sizes(lang, split, reports))
        found[lang] = coverage([report for reports in by_split.values() for report in reports])
    print()
    print(row("", "English", "Chinese"))
    print(row("---", "---", "---"))
    for subject, title in (("rank", "bodies by rank"), ("kind", "bodies by kind"), ("unit", "figures by unit"), ("bound", "figures by bound")):
        print(row(title, *(", ".join(f"{key} {number:,}" for key, number in found[lang][subject].most_common(8)) for lang in ("en", "zh"))))
    names = section_names()
    titles = {code: names[code].split(",")[0] for code in names}
    sections = [", ".join(f"{code} {n:,}" for code, n in sorted(found[lang]["section"].items())) for lang in ("en", "zh")]
    print(row("offences by ICCS section", *sections))
    print(row("categories of offence", *(len(found[lang]["category"]) for lang in ("en", "zh"))))
    known = {lang: found[lang]["campaign"] for lang in ("en", "zh")}
    own = "of their own"
    print(row("campaigns of the table; mentions of others", *(f"{len(known[lang]) - 1}; {known[lang][own]:,}" for lang in ("en", "zh"))))
    provinces = {code: place.short for code, place in places().items() if place.level == "province"}
    print(row("provinces", *(f"{len(found[lang]['province'])} of {len(provinces)}" for lang in ("en", "zh"))))
    rare = {lang: ", ".join(provinces[code] for code in provinces if found[lang]["province"][code] < 10) for lang in ("en", "zh")}
    print(row("provinces with fewer than ten bodies", rare["en"] or "none", rare["zh"] or "none"))
    print("\nICCS sections: " + "; ".join(f"{code} {title}" for code, title in sorted(titles.items())))


if __name__ == "__main__":
    typer.run(main)
