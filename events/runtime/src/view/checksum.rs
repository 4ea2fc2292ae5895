//! The checksum of a view: equal rows make it equal, in whatever order and by whatever way they were written.

use std::fmt::Write as _;

use rusqlite::{Connection, types::ValueRef};
use sha2::{Digest, Sha256};

use crate::parked;

/// What is no answer to any question: how far the view is, and what an operator keeps in its file.
const MARKS: &str = "marks";

/// Rows of all tables of a view, and SHA-256 over them in hexadecimal: of each table its name and columns, then its rows
/// in the order of its primary key, then of all columns. What is read must not change meanwhile: ask
/// within a transaction.
///
/// # Errors
/// When the rows cannot be read.
pub fn checksum(rows: &Connection) -> rusqlite::Result<(u64, String)> {
    let mut sum = Sha256::new();
    let mut count = 0;
    for table in tables(rows)? {
        count += add_table(rows, &table, &mut sum)?;
    }
    let hexadecimal = sum.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok((count, hexadecimal))
}

fn tables(rows: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let mut statement = rows.prepare(sql)?;
    let names =
        statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(names.into_iter().filter(|name| name != MARKS && !parked::TABLES.contains(&name.as_str())).collect())
}

fn add_table(rows: &Connection, table: &str, sum: &mut Sha256) -> rusqlite::Result<u64> {
    let mut statement = rows.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY name")?;
    let columns = statement
        .query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut key: Vec<_> = columns.iter().filter(|(_, place)| *place > 0).collect();
    key.sort_by_key(|(_, place)| *place);
    let names = quoted(columns.iter().map(|(name, _)| name));
    let all_names = columns.iter().map(|(name, _)| name);
    let order = quoted(key.iter().map(|(name, _)| name).chain(all_names));
    add_text(sum, table.as_bytes());
    add_text(sum, names.as_bytes());
    let mut statement = rows.prepare(&format!("SELECT {names} FROM {} ORDER BY {order}", quoted([table])))?;
    let mut found = statement.query([])?;
    let mut count = 0;
    while let Some(row) = found.next()? {
        for column in 0..columns.len() {
            add_value(sum, row.get_ref(column)?);
        }
        count += 1;
    }
    // So that rows cannot pass from the end of one table to the beginning of the next.
    sum.update(u64::to_be_bytes(count));
    Ok(count)
}

fn quoted(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<_> =
        names.into_iter().map(|name| format!("\"{}\"", name.as_ref().replace('"', "\"\""))).collect();
    names.join(", ")
}

/// The kind of the value comes first, and its length before its bytes, so that no two rows look the same.
fn add_value(sum: &mut Sha256, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => sum.update([0]),
        ValueRef::Integer(number) => {
            sum.update([1]);
            sum.update(number.to_be_bytes());
        }
        ValueRef::Real(number) => {
            sum.update([2]);
            sum.update(number.to_bits().to_be_bytes());
        }
        ValueRef::Text(text) => {
            sum.update([3]);
            add_text(sum, text);
        }
        ValueRef::Blob(bytes) => {
            sum.update([4]);
            add_text(sum, bytes);
        }
    }
}

fn add_text(sum: &mut Sha256, bytes: &[u8]) {
    sum.update((bytes.len() as u64).to_be_bytes());
    sum.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(statements: &str) -> (u64, String) {
        let rows = Connection::open_in_memory().unwrap();
        rows.execute_batch(crate::sqlite::marks::SCHEMA).unwrap();
        rows.execute_batch(parked::SCHEMA).unwrap();
        rows.execute_batch(
            "CREATE TABLE a (x TEXT, y BLOB); CREATE TABLE b (k TEXT PRIMARY KEY, v) WITHOUT ROWID;",
        )
        .unwrap();
        rows.execute_batch(statements).unwrap();
        checksum(&rows).unwrap()
    }

    #[test]
    fn the_order_of_writing_and_the_bookkeeping_do_not_count() {
        let one = of("INSERT INTO a VALUES ('p', 1), ('q', 2); INSERT INTO b VALUES ('k', 1), ('l', 2);");
        let other = of("INSERT INTO b VALUES ('l', 2); INSERT INTO marks VALUES ('s', 1, 1);
            INSERT INTO a VALUES ('z', 0), ('q', 2), ('p', 1); INSERT INTO b VALUES ('k', 1); DELETE FROM a WHERE x = 'z';
            INSERT INTO parked VALUES (1, 't', 's', 1, 'e', 'x', NULL, 'c', 1, 'at');");
        assert_eq!(one, other);
        assert_eq!(one.0, 4);
    }

    #[test]
    fn every_difference_counts() {
        let variants = [
            "",
            "INSERT INTO a VALUES ('p', 1)",
            "INSERT INTO a VALUES ('p', 1), ('p', 1)",
            "INSERT INTO a VALUES ('p', '1')",
            "INSERT INTO a VALUES ('p', 1.5)",
            "INSERT INTO a VALUES ('p', NULL)",
            "INSERT INTO a VALUES ('p1', NULL)",
            "INSERT INTO a VALUES ('p', x'31')",
            "INSERT INTO b VALUES ('p', 1)",
        ];
        let sums: std::collections::BTreeSet<_> =
            variants.iter().map(|statements| of(statements).1).collect();
        assert_eq!(sums.len(), variants.len());
    }
}
