"""The command line, as a user runs it."""

import csv
import json

import pytest
import srsly
import zhanbao
from conftest import ROOT
from spacy.tokens import DocBin
from typer.testing import CliRunner
from zhanbao.cli import app

run = CliRunner().invoke
EXAMPLES = ROOT / "examples" / "reports"


def records(folder):
    return list(srsly.read_jsonl(folder / "records.jsonl"))


def rows(folder, table="spans.csv"):
    with (folder / table).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_extract_a_folder(tmp_path):
    result = run(app, ["extract", str(EXAMPLES), "-o", str(tmp_path), "-q"])
    assert result.exit_code == 0, result.output
    found = records(tmp_path)
    assert [r["id"] for r in found] == sorted(p.name for p in EXAMPLES.iterdir())
    assert {r["lang"] for r in found} == {"en", "zh"}
    for record in found:
        assert record["text"] == (EXAMPLES / record["id"]).read_text(encoding="utf8")
        assert set(record) == {"id", "lang", "model", "text", "meta", "spans", "claims"}
        assert record["model"] == f"{record['lang']}_zhanbao_sm {zhanbao.__version__}"
        ends = 0
        for number, span in enumerate(record["spans"]):
            assert span["id"] == f"s{number}" and span["start"] >= ends
            assert record["text"][span["start"]:span["end"]] == span["text"]
            ends = span["end"]
    table = rows(tmp_path)
    assert len(table) == sum(len(r["spans"]) for r in found)
    texts = {r["id"]: r["text"] for r in found}
    assert all(texts[row["report"]][int(row["start"]):int(row["end"])] == row["text"] for row in table)


def test_extract_goes_on_over_bad_input_and_says_so(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_bytes("大连市公安局破获案件127起。".encode("gb18030"))
    (source / "b.txt").write_bytes(b"")
    (source / "c.jsonl").write_text('{"id": "x", "text": "Police held 46,000 people.", "url": "u"}\n{broken\n')
    result = run(app, ["extract", str(source), str(tmp_path / "none.txt"), "-o", str(tmp_path / "out"), "-q"])
    assert result.exit_code == 1
    assert [r["id"] for r in records(tmp_path / "out")] == ["a.txt", "x"]
    assert records(tmp_path / "out")[1]["meta"] == {"url": "u"}
    log = (tmp_path / "out" / "problems.log").read_text()
    for words in ("b.txt: is empty", "c.jsonl:2: is not JSON", "none.txt: cannot be read"):
        assert words in log


def test_extract_standard_input(tmp_path):
    result = run(app, ["extract", "-", "-o", str(tmp_path), "-q", "--show"], input="Police seized 30 kg of heroin.\n")
    assert result.exit_code == 0 and "30 kg" in result.output
    assert [s["text"] for s in records(tmp_path)[0]["spans"] if s["label"] == "QUANTITY"] == ["30 kg"]


def test_extract_does_not_overwrite_unless_told(tmp_path):
    command = ["extract", str(EXAMPLES), "-o", str(tmp_path), "-q"]
    assert run(app, command).exit_code == 0
    again = run(app, command)
    assert again.exit_code == 2 and "--overwrite" in again.output
    assert run(app, [*command, "--overwrite"]).exit_code == 0


def test_extract_without_a_pipeline_says_so(tmp_path):
    result = run(app, ["extract", str(EXAMPLES), "-o", str(tmp_path), "-q", "--en", "no_such_pipeline"])
    assert result.exit_code == 2 and "no_such_pipeline" in result.output


def test_a_report_that_breaks_the_pipeline_takes_no_other_with_it(tmp_path, monkeypatch):
    from zhanbao.components.quantities import component

    real = component.find_figures

    def breaks(text, lang):
        if "boom" in text:
            raise RuntimeError("boom")
        return real(text, lang)

    monkeypatch.setattr(component, "find_figures", breaks)
    lines = [{"id": i, "text": t} for i, t in (("a", "Police held 46,000 men."), ("b", "boom"), ("c", "They held 3,000 men."))]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = run(app, ["extract", str(tmp_path / "r.jsonl"), "-o", str(tmp_path / "out"), "-q"])
    assert result.exit_code == 1
    assert [r["id"] for r in records(tmp_path / "out")] == ["a", "c"]
    assert "b: the pipeline failed on it: RuntimeError: boom" in (tmp_path / "out" / "problems.log").read_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_convert_there_and_back(lang, tmp_path):
    """The corpus through .spacy and back is the same corpus, claims and all."""
    from zhanbao.corpus.lots import find_files, read_reports
    from zhanbao.corpus.markup import dump

    source = ROOT / "corpus" / lang / "dev"
    assert run(app, ["convert", str(source), "-o", str(tmp_path / "a.spacy")]).exit_code == 0
    assert run(app, ["convert", str(tmp_path / "a.spacy"), "-o", str(tmp_path / "a.txt")]).exit_code == 0
    before = [dump(r) for file in find_files(source) for r in read_reports(file)]
    assert (tmp_path / "a.txt").read_text(encoding="utf8") == "\n".join(before)
    assert len(DocBin().from_disk(tmp_path / "a.spacy")) == len(before)


def test_export_gold_claims(tmp_path):
    """An annotated report's record carries its claims, with ids and offsets that fit."""
    run(app, ["convert", str(ROOT / "corpus" / "en" / "dev"), "-o", str(tmp_path / "a.spacy")])
    assert run(app, ["export", str(tmp_path / "a.spacy"), "-o", str(tmp_path / "out")]).exit_code == 0
    found = records(tmp_path / "out")
    assert sum(len(r["claims"]) for r in found) > 30
    for record in found:
        by_id = {span["id"]: span for span in record["spans"]}
        assert len(record["claims"]) == sum(s["label"] == "QUANTITY" for s in record["spans"])
        for claim in record["claims"]:
            assert by_id[claim["quantity"]]["label"] == "QUANTITY"
            assert all(by_id[c]["label"] == "CRIME" for c in claim["crimes"])
            for name in ("counted", "action", "period"):
                if claim[name]:
                    assert record["text"][claim[name]["start"]:claim[name]["end"]] == claim[name]["text"]


def test_no_docbin(tmp_path):
    (tmp_path / "a.spacy").write_text("no")
    for command, target in (("export", "out"), ("convert", "out.txt")):
        result = run(app, [command, str(tmp_path / "a.spacy"), "-o", str(tmp_path / target)])
        assert result.exit_code == 2 and "no .spacy file" in result.output


def test_check_says_where(tmp_path):
    bad = tmp_path / "en" / "lot.txt"
    bad.parent.mkdir()
    bad.write_text("=== lot-1\n# register: x\n# place: -\nA [C:theft case.\n")
    result = run(app, ["check", str(bad)])
    assert result.exit_code == 1 and f"{bad}:4: a span is not closed" in result.output


def test_evaluate_writes_scores_errors_card_and_pictures(tmp_path):
    curve = tmp_path / "curve.jsonl"
    labels = ("ALL", "AGENCY", "OPERATION", "CRIME", "QUANTITY")
    srsly.write_jsonl(curve, [{"on": on, "reports": n, "f": dict.fromkeys(labels, 0.5)} for on in ("test", "real") for n in (64, 128)])
    data = ROOT / "corpus" / "en" / "test" / "en-short.txt"
    result = run(app, ["evaluate", "en_zhanbao_sm", str(data), "-o", str(tmp_path / "out"), "--draws", "20", "--pictures", "--curve", str(curve)])
    assert result.exit_code == 0, result.output
    (scores,) = srsly.read_json(tmp_path / "out" / "scores.json")
    assert scores["spans"]["exact"]["ALL"]["gold"] == sum(sum(row.values()) for label, row in scores["confusion"].items() if label != "none")
    errors = list(srsly.read_jsonl(tmp_path / "out" / "errors.jsonl"))
    assert len(errors) == sum(sum(kinds.values()) for kinds in scores["errors"].values())
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf8")
    for name in ("scores", "confusion", "errors", "learning_curve"):
        assert (tmp_path / "out" / f"{name}.svg").stat().st_size > 1000
        assert f"]({name}.svg)" in card
    assert card.count("| 64 |") == 1  # the curve of the test split, not that of the real reports


def test_evaluate_says_what_is_missing(tmp_path):
    result = run(app, ["evaluate", "en_zhanbao_sm", str(tmp_path / "nowhere"), "-o", str(tmp_path / "out")])
    assert result.exit_code == 2 and "no corpus files" in result.output


def test_tables_carry_the_normal_forms(tmp_path):
    source = tmp_path / "r.txt"
    source.write_text("大连市公安局在“净网2022”专项行动中破获电信网络诈骗案件1.2万余起，涉案金额近1亿元。", encoding="utf8")
    assert run(app, ["extract", str(source), "-o", str(tmp_path / "out"), "-q"]).exit_code == 0
    found = {row["text"]: row for row in rows(tmp_path / "out")}
    assert found["大连市公安局"]["level"] == "city" and found["大连市公安局"]["place"] == "210200"
    assert found["“净网2022”专项行动"]["operation"] == "clean-net" and found["“净网2022”专项行动"]["year"] == "2022"
    assert found["电信网络诈骗"]["iccs"] == "0701"
    assert [found["1.2万余起"][field] for field in ("value", "bound", "unit", "classifier")] == ["12000", ">", "1", "起"]
    assert found["近1亿元"]["unit"] == "CNY"


def test_summary_of_records_and_of_reports(tmp_path):
    assert run(app, ["extract", str(EXAMPLES), "-o", str(tmp_path), "-q"]).exit_code == 0
    of_records = run(app, ["summary", str(tmp_path / "records.jsonl")])
    of_reports = run(app, ["summary", str(EXAMPLES)])
    assert of_records.exit_code == of_reports.exit_code == 0
    assert of_records.stdout == of_reports.stdout
    assert "Clean Net 2023" in of_records.stdout and "crime, 07" in of_records.stdout


def test_summary_names_what_it_cannot_read(tmp_path):
    result = run(app, ["summary", str(tmp_path / "nothing.txt")])
    assert result.exit_code == 1 and "cannot be read" in result.output


def test_every_figure_has_its_claim_in_the_table(tmp_path):
    assert run(app, ["extract", str(EXAMPLES), "-o", str(tmp_path), "-q"]).exit_code == 0
    texts = {r["id"]: r["text"] for r in records(tmp_path)}
    spans = {(r["id"], s["id"]): s for r in records(tmp_path) for s in r["spans"]}
    table = rows(tmp_path, "claims.csv")
    assert len(table) == sum(span["label"] == "QUANTITY" for span in spans.values())
    for row in table:
        assert texts[row["report"]][int(row["start"]):int(row["end"])] == row["text"] == spans[row["report"], row["figure"]]["text"]
        assert 0 <= float(row["confidence"]) <= 1
    for record in records(tmp_path):
        for claim in record["claims"]:
            for field in ("counted", "action", "period"):
                if claim[field]:
                    assert record["text"][claim[field]["start"]:claim[field]["end"]] == claim[field]["text"]
            assert all(spans[record["id"], id]["label"] == "CRIME" for id in claim["crimes"])


def test_compare_two_runs_over_the_same_report(tmp_path):
    text = "大连市公安局破获案件127起。"
    spans = [{"id": "s0", "label": "AGENCY", "start": 0, "end": 6, "text": text[:6], "level": "city", "place": "210200"},
             {"id": "s1", "label": "QUANTITY", "start": 10, "end": 14, "text": text[10:14], "value": 127, "bound": "=", "unit": "1"}]
    nothing = dict.fromkeys(("counted", "action", "operation", "period", "change"))
    claim = {"quantity": "s1", "measure": "cases", "crimes": [], "agency": "s0", **nothing}
    report = {"id": "r", "lang": "zh", "model": "m", "text": text, "meta": {}, "spans": spans}
    paths = {name: str(tmp_path / f"{name}.jsonl") for name in ("a", "b", "bare", "out")}
    srsly.write_jsonl(paths["a"], [{**report, "claims": [claim]}])
    srsly.write_jsonl(paths["b"], [{**report, "claims": [{**claim, "agency": None}]}, {**report, "id": "alone", "claims": []}])
    srsly.write_jsonl(paths["bare"], [report])

    shown = run(app, ["compare", paths["a"], paths["b"], "-o", paths["out"]])
    assert shown.exit_code == 0 and "only in B: alone" in shown.stdout and f"2 lines; {paths['out']}" in shown.output
    first, second = srsly.read_jsonl(paths["out"])
    assert (first["kind"], first["field"], first["a"]["text"], first["b"]) == ("field", "agency", "大连市公安局", None)
    assert first["figure_a"] == first["figure_b"] == {"start": 10, "end": 14, "text": "127起"}
    assert (second["kind"], second["report_b"]) == ("report-only-b", "alone")

    summary = json.loads(run(app, ["compare", paths["a"], paths["b"], "--json"]).stdout)
    assert (summary["by"], summary["claims"]["aligned"], summary["fields"]["agency"]["share"]) == ("id", 1, 0.0)
    (row,) = json.loads(run(app, ["compare", paths["a"], paths["b"], "--totals", "--json"]).stdout)
    assert (row["measure"], row["claims_a"], row["claims_b"], row["largest_a"]) == ("cases", 1, 1, 127)
    assert "127" in run(app, ["compare", paths["a"], paths["b"], "--totals"]).stdout

    for arguments, complaint in (
        (["none.jsonl", paths["b"]], "none.jsonl: cannot be read"), ([paths["a"], paths["bare"]], "bare.jsonl:1: the report 'r' has no 'claims'"),
        ([paths["a"], paths["b"], "--by", "name"], "meta:KEY"), ([paths["a"], paths["b"], "--totals", "--by", "id"], "--totals pairs no reports"),
        ([paths["a"], paths["b"], "-o", paths["a"]], "give --output another name"),
    ):
        refused = run(app, ["compare", *arguments])
        assert refused.exit_code == 2 and complaint in refused.output
