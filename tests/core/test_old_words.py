"""Words that an earlier version kept in clear survive the change of shape, and are sealed by who has the secret."""
import json
import sqlite3

from sqlalchemy import text

from engine.tables import connect
from engine.tables.migrating import bring_to

ROW = "insert into handoffs (case_id, municipality, kind, state, from_person, to_person, note, question, answer, given_at) values (?,?,?,?,?,?,?,?,?,?)"


def test_the_words_of_three_columns_come_together(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        bring_to(connection, "0005")
    with sqlite3.connect(tmp_path / "old.db") as older:
        older.execute(ROW, (1, "GM0546", "by_hand", "returned", 2, 3, "Jij kent haar", "Hoe laat?", "Ik kan niet", "2031-03-03 08:00:00"))
        older.execute(ROW, (1, "GM0546", "automatic", "accepted", 2, 3, None, None, None, "2031-03-03 08:00:00"))
    older.close()
    with engine.begin() as connection:
        bring_to(connection)
        said = connection.execute(text("select said from handoffs order by id")).scalars().all()
    engine.dispose()
    assert [(one["what"], one["by"], one["words"]) for one in json.loads(said[0])] == [
        ("note", 2, "Jij kent haar"), ("question", 3, "Hoe laat?"), ("reason", 3, "Ik kan niet")]
    assert said[1] is None
