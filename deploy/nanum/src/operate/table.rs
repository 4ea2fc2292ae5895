//! Plain tables for people: columns as wide as their widest cell.

/// Lays out rows under a heading.
pub(crate) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
    let heading = heading.map(str::to_owned);
    let lines = || std::iter::once(&heading).chain(rows);
    let widths: Vec<usize> = (0..N)
        .map(|column| lines().map(|line| line[column].chars().count()).max().unwrap_or_default())
        .collect();
    lines()
        .map(|line| {
            let cells: Vec<String> =
                line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            format!("{}\n", cells.join("  ").trim_end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let text = table(
            ["name", "n"],
            &[["나눔 view".to_owned(), "7".to_owned()], ["x".to_owned(), "10".to_owned()]],
        );
        assert_eq!(text, "name     n\n나눔 view  7\nx        10\n");
    }
}
