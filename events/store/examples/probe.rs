use rusqlite::*;
fn main() {
    for mode in 0..4 {
    let dir = tempfile::tempdir().unwrap();
    let mut c = Connection::open(dir.path().join("x.db")).unwrap();
    c.pragma_update(None, "journal_mode", "WAL").unwrap();
    c.pragma_update(None, "synchronous", "FULL").unwrap();
    c.set_db_config(config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    c.execute_batch("CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT; CREATE TABLE event (position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL, id BLOB NOT NULL, command BLOB NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL) STRICT;").unwrap();
    if mode >= 1 { c.execute_batch("CREATE UNIQUE INDEX a ON event(stream, revision)").unwrap(); }
    if mode >= 2 { c.execute_batch("CREATE INDEX b ON event(command)").unwrap(); }
    let data = "x".repeat(300);
    let t = std::time::Instant::now();
    let mut n = 0u64;
    while t.elapsed().as_secs() < 3 {
        let tx = c.transaction().unwrap();
        for _ in 0..512 {
            n += 1;
            let id = ((n as u128) << 64 | (n as u128).wrapping_mul(0x9E3779B97F4A7C15)).to_be_bytes();
            if mode >= 3 { let x: Option<i64> = tx.prepare_cached("SELECT min(revision) FROM event WHERE command = ?1").unwrap().query_row([id], |r| r.get(0)).unwrap(); assert!(x.is_none()); }
            tx.prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)").unwrap().execute((n, n/8, n%8, id, id, "reservation.confirmed.v1", &data, &data)).unwrap();
        }
        tx.commit().unwrap();
    }
    println!("mode {mode}: {:.0}/s", n as f64 / t.elapsed().as_secs_f64());
    }
}
