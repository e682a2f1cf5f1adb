use std::io::{self, Write};

use serde_json::{Map, Value, json};

/// Figures with a name each, to be read by people and programs.
pub(crate) struct Table {
    pub(crate) title: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<(String, Vec<f64>)>,
}

impl Table {
    pub(crate) fn new(title: &'static str, columns: &[&'static str]) -> Self {
        Self { title, columns: columns.to_vec(), rows: Vec::new() }
    }

    /// One figure for each column.
    pub(crate) fn add(&mut self, name: impl Into<String>, figures: &[f64]) {
        self.rows.push((name.into(), figures.to_vec()));
    }

    pub(crate) fn print(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        write!(out, "\n{:<36}", self.title)?;
        self.columns.iter().try_for_each(|column| write!(out, "{column:>16}"))?;
        for (name, figures) in &self.rows {
            write!(out, "\n{name:<36}")?;
            figures.iter().try_for_each(|figure| write!(out, "{figure:>16.0$}", decimals(*figure)))?;
        }
        writeln!(out)
    }

    pub(crate) fn to_json(&self) -> Value {
        let row = |figures: &[f64]| -> Map<String, Value> {
            self.columns.iter().zip(figures).map(|(column, figure)| ((*column).to_owned(), json!(figure))).collect()
        };
        self.rows.iter().map(|(name, figures)| (name.clone(), Value::Object(row(figures)))).collect()
    }
}

/// About three significant digits, whatever the size.
fn decimals(figure: f64) -> usize {
    match figure {
        _ if figure >= 100.0 => 0,
        _ if figure >= 1.0 => 2,
        _ => 4,
    }
}
