import gzip
import zipfile

import pytest

from geodata.errors import BadInput
from geodata.gazetteer.files import column, headings, members, open_rows


def read(path):
    with open_rows(members(path)[0]) as rows:
        return list(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_is_read_whatever_its_encoding(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes("name,kind\nCafé “Été”,café\n".encode(encoding))
    assert read(path) == [["name", "kind"], ["Café “Été”", "café"]]


def test_gzip_and_zip_are_unpacked(tmp_path):
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert read(packed) == [["a", "b"], ["1", "2"]]
    archive = tmp_path / "t.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("2026-01/one.csv", "a\n1\n")
        z.writestr("readme.md", "no table")
        z.writestr("2026-02/two.csv", "a\n2\n")
    assert [member.inside for member in members(archive)] == ["2026-01/one.csv", "2026-02/two.csv"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b" \n\n", "empty"),
        ("report.csv", b"%PDF-1.7 ...", "not a text table"),
        ("book.csv", b"PK\x03\x04....", "not a text table"),
        ("cut.csv.gz", gzip.compress(b"a,b\n" * 1000, mtime=0)[:30], "damaged"),
        ("not.zip", b"PK nothing", "not a zip"),
        ("wide.csv", b'a,b\n1,"' + b"x" * 2_000_000 + b'"\n', "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput, match=message):
        read(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        members(tmp_path / "missing.csv")
    with pytest.raises(BadInput, match="folder"):
        members(tmp_path)


def test_a_missing_column_is_named_with_what_there_is(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Name, KIND\nx,y\n")
    member = members(path)[0]
    columns = headings(["Name", " KIND"])
    assert column(columns, member, "kind") == 1
    with pytest.raises(BadInput, match=r"t\.csv has no column lon; its columns are name, kind"):
        column(columns, member, "lon")
