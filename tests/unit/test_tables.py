"""Tables: columns and types from one descriptor, the same rows in every format, nothing lost."""

import csv
import json
import sys

import pytest
from zhanbao.export.tables import columns, descriptor, rows_of
from zhanbao.export.writer import RunWriter, arrow_schema

RECORD = {
    "id": "r-1", "lang": "zh", "model": "zh_zhanbao_sm 0.0.0", "text": "市公安局破获盗窃、诈骗案件12起，同比上升3.5%",
    "meta": {"title": "战报", "pages": 2},
    "spans": [
        {"id": "s0", "label": "AGENCY", "start": 0, "end": 4, "text": "市公安局", "source": "model", "level": "city", "kind": "police",
         "place": "012300"},
        {"id": "s1", "label": "CRIME", "start": 6, "end": 8, "text": "盗窃", "source": "model", "crime": "theft", "iccs": ["0502"]},
        {"id": "s2", "label": "CRIME", "start": 9, "end": 11, "text": "诈骗", "source": "model", "crime": "fraud", "iccs": ["0701", "0903"]},
        {"id": "s3", "label": "QUANTITY", "start": 13, "end": 16, "text": "12起", "source": "quantity_rules", "value": 12, "low": None, "high": None,
         "bound": "=", "unit": "1", "classifier": "起"},
        {"id": "s4", "label": "QUANTITY", "start": 21, "end": 25, "text": "3.5%", "source": "model", "value": 3.5, "low": None, "high": None,
         "bound": "=", "unit": "%", "classifier": None},
    ],
    "claims": [
        {"quantity": "s3", "counted": {"start": 11, "end": 13, "text": "案件"}, "measure": "cases", "action": {"start": 4, "end": 6, "text": "破获"},
         "crimes": ["s1", "s2"], "agency": "s0", "operation": None, "period": None, "change": None, "confidence": 0.75, "flags": []},
        {"quantity": "s4", "counted": None, "measure": None, "action": None, "crimes": [], "agency": None, "operation": None, "period": None,
         "change": {"direction": "up", "base": "year"}, "confidence": 0.5, "flags": ["no-agency"]},
    ],
}


def cells(table, row):
    return dict(zip(columns()[table], rows_of(table, RECORD)[row]))


def test_a_claim_row_says_everything_and_where_it_stands():
    first = cells("claims", 0)
    assert (first["value"], first["unit"], first["measure"]) == (12, "1", "cases")
    assert (first["crimes"], first["crime"], first["iccs"], first["crime_spans"]) == ("盗窃;诈骗", "theft;fraud", "0502;0701", "s1;s2")
    assert (first["agency"], first["place"], first["agency_span"]) == ("市公安局", "012300", "s0")
    assert (first["counted_start"], first["counted_end"], first["flags"]) == (11, 13, None)
    second = cells("claims", 1)
    assert (second["change"], second["base"], second["flags"], second["agency"]) == ("up", "year", "no-agency", None)


def test_offences_have_rows_of_their_own_for_joins():
    assert [row[1:] for row in rows_of("claim_crimes", RECORD)] == [["s3", "s1", "theft", "0502"], ["s3", "s2", "fraud", "0701"]]


def test_metadata_goes_out():
    row = cells("reports", 0)
    assert row["title"] == "战报" and json.loads(row["meta"]) == {"title": "战报", "pages": 2}
    assert (row["spans"], row["claims"]) == (5, 2)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_all_formats_hold_the_same(format, tmp_path):
    if format == "parquet":
        pytest.importorskip("pyarrow")
    with RunWriter(tmp_path, format=format) as writer:
        writer.write(RECORD)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf8"))
    for table in package["resources"][:-1]:
        names = [field["name"] for field in table["schema"]["fields"]]
        if format == "csv":
            with open(tmp_path / table["path"], encoding=table["encoding"], newline="") as lines:
                found = [[cell or None for cell in row.values()] for row in csv.DictReader(lines)]
            wanted = [[None if cell is None else str(cell) for cell in row] for row in rows_of(table["name"], RECORD)]
        else:
            import pyarrow.parquet

            read = pyarrow.parquet.read_table(tmp_path / table["path"])
            assert read.schema.equals(arrow_schema(table["name"])) and read.schema.names == names
            found, wanted = [list(row.values()) for row in read.to_pylist()], rows_of(table["name"], RECORD)
        assert found == wanted and all(len(row) == len(names) for row in found)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_tables_have_their_columns_without_a_row(format, tmp_path):
    if format == "parquet":
        pytest.importorskip("pyarrow")
    with RunWriter(tmp_path, format=format):
        pass
    if format == "csv":
        assert (tmp_path / "claims.csv").read_text(encoding="utf-8-sig").strip() == ",".join(columns()["claims"])
    else:
        import pyarrow.parquet

        assert pyarrow.parquet.read_table(tmp_path / "claims.parquet").schema.names == list(columns()["claims"])


def test_a_second_run_leaves_no_tables_of_the_first(tmp_path):
    pytest.importorskip("pyarrow")
    with RunWriter(tmp_path, format="parquet"):
        pass
    with pytest.raises(FileExistsError, match="--overwrite"):
        RunWriter(tmp_path)
    with RunWriter(tmp_path, overwrite=True):
        pass
    assert not list(tmp_path.glob("*.parquet"))


def test_without_pyarrow_the_error_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"zhanbao\[parquet\]"):
        RunWriter(tmp_path, format="parquet")
    assert not list(tmp_path.iterdir())


def test_keys_of_the_descriptor_are_columns():
    tables = columns()
    for table in descriptor()["resources"]:
        schema = table["schema"]
        assert set(schema["primaryKey"]) <= set(tables[table["name"]])
        for key in schema.get("foreignKeys", []):
            assert set(key["fields"]) <= set(tables[table["name"]])
            assert set(key["reference"]["fields"]) <= set(tables[key["reference"]["resource"]])
