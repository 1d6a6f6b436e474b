//! The data dictionary: the columns of every table, from `data/columns.toml`.
//!
//! In: that file, compiled in. Out: headers of the tables, `datapackage.json`, and what
//! `copydesk schema` prints. It holds no data of a run.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Error;
use crate::config::TextCompression;

/// All tables, in the order of the dictionary.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Schema {
    #[serde(rename = "table")]
    pub tables: Vec<Table>,
}

/// One file that a run writes.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Table {
    pub name: String,
    pub file: String,
    pub description: String,
    /// Whether only some runs write it.
    #[serde(default)]
    pub optional: bool,
    /// The table with the same columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    #[serde(default)]
    pub primary_key: Vec<String>,
    #[serde(default)]
    pub foreign_keys: Vec<ForeignKey>,
    #[serde(default)]
    pub columns: Vec<Column>,
}

impl Table {
    /// Whether it is a table of CSV; the others are JSON lines with texts.
    pub fn is_csv(&self) -> bool {
        self.file.ends_with(".csv")
    }
}

/// Columns whose values are keys of rows in another table.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct ForeignKey {
    pub fields: Vec<String>,
    pub table: String,
    pub references: Vec<String>,
}

/// One column.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Column {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ColumnType,
    #[serde(default)]
    pub required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The closed list of its values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u64>,
    pub description: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    String,
    Integer,
    Number,
    /// A JSON object; only in JSON lines.
    Object,
}

impl Schema {
    /// The dictionary of this program.
    pub fn built_in() -> Result<Schema, Error> {
        let damaged = |message: String| Error::Configuration {
            path: PathBuf::from("data/columns.toml"),
            message,
        };
        let mut schema: Schema = toml::from_str(include_str!("../../data/columns.toml"))
            .map_err(|error| damaged(error.to_string()))?;
        for at in 0..schema.tables.len() {
            let Some(model) = schema.tables.get(at).and_then(|table| table.same_as.clone()) else {
                continue;
            };
            let columns = schema.table(&model).map(|table| table.columns.clone());
            let columns = columns.ok_or_else(|| damaged(format!("there is no table {model}")))?;
            if let Some(table) = schema.tables.get_mut(at) {
                table.columns = columns;
            }
        }
        Ok(schema)
    }

    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The names of the columns of a table.
    pub fn header(&self, name: &str) -> Vec<&str> {
        let columns = self.table(name).map(|table| table.columns.as_slice()).unwrap_or_default();
        columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// `datapackage.json` of a folder with the tables for which `written` is true, and with JSON lines
    /// of this compression.
    ///
    /// It follows the Frictionless Data Package, version 1 of the profile, which all readers support.
    pub fn data_package(
        &self,
        version: &str,
        compression: TextCompression,
        written: &dyn Fn(&Table) -> bool,
    ) -> Value {
        let tables = self.tables.iter().filter(|table| written(table));
        let resources: Vec<Value> = tables.map(|table| resource(table, compression)).collect();
        json!({
            "name": "copydesk-output",
            "title": "A cleaned and deduplicated corpus of news",
            "description": "Tables of one run of copydesk: every document, edit, cluster and problem.",
            "version": version,
            "profile": "data-package",
            "resources": resources,
        })
    }

    /// The dictionary as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for table in &self.tables {
            let _ = writeln!(text, "{}\n  {}", table.file, table.description);
            if !table.primary_key.is_empty() {
                let _ = writeln!(text, "  Key: {}", table.primary_key.join(", "));
            }
            for key in &table.foreign_keys {
                let target = self.table(&key.table).map_or(key.table.as_str(), |t| &t.file);
                let (fields, references) = (key.fields.join(", "), key.references.join(", "));
                let _ = writeln!(text, "  Refers: {fields} -> {target} ({references})");
            }
            let width = table.columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
            for column in &table.columns {
                let kind = column.kind.name();
                let _ =
                    write!(text, "    {:width$}  {kind:7}  {}", column.name, column.description);
                if let Some(values) = &column.values {
                    let _ = write!(text, " One of: {}.", values.join(", "));
                }
                text.push_str(if column.required { " Always given.\n" } else { "\n" });
            }
            text.push('\n');
        }
        text.push_str(
            "Tables are RFC 4180 in UTF-8. An empty cell is a missing value; a list is joined by \
             `; `;\ndates are ISO 8601; ratios have four decimals. A line break in a cell becomes \
             a space, and\nanother control character U+FFFD, except in edits.csv, where they are \
             escaped.\n",
        );
        text
    }

    /// The dictionary as JSON.
    pub fn json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl ColumnType {
    /// Its name in the dictionary.
    pub fn name(self) -> &'static str {
        match self {
            ColumnType::String => "string",
            ColumnType::Integer => "integer",
            ColumnType::Number => "number",
            ColumnType::Object => "object",
        }
    }
}

fn resource(table: &Table, compression: TextCompression) -> Value {
    let fields: Vec<Value> = table.columns.iter().map(field).collect();
    let mut schema = Map::new();
    schema.insert("fields".into(), fields.into());
    schema.insert("missingValues".into(), json!([""]));
    if !table.primary_key.is_empty() {
        schema.insert("primaryKey".into(), json!(table.primary_key));
    }
    if !table.foreign_keys.is_empty() {
        let keys = table.foreign_keys.iter().map(|key| {
            // A reference to the same table has an empty name.
            let target = if key.table == table.name { "" } else { key.table.as_str() };
            json!({ "fields": key.fields, "reference": { "resource": target, "fields": key.references } })
        });
        schema.insert("foreignKeys".into(), keys.collect());
    }
    let is_csv = table.is_csv();
    let mut resource = json!({
        "name": table.name,
        "path": table.file,
        "description": table.description,
        // Most validators do not support JSON lines, so these are declared as files without content.
        "type": if is_csv { "table" } else { "file" },
        "profile": if is_csv { "tabular-data-resource" } else { "data-resource" },
        "format": if is_csv { "csv" } else { "jsonl" },
        "mediatype": if is_csv { "text/csv" } else { "application/jsonl" },
        "encoding": "utf-8",
        "schema": schema,
    });
    if let (true, Some(resource)) = (is_csv, resource.as_object_mut()) {
        let dialect = json!({ "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"" });
        resource.insert("dialect".into(), dialect);
    }
    let ending = compression.ending();
    if let (false, false, Some(resource)) = (is_csv, ending.is_empty(), resource.as_object_mut()) {
        resource.insert("path".into(), format!("{}{ending}", table.file).into());
        resource.insert("compression".into(), ending.trim_start_matches('.').into());
    }
    resource
}

fn field(column: &Column) -> Value {
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".into(), true.into());
    }
    if let Some(pattern) = &column.pattern {
        constraints.insert("pattern".into(), pattern.as_str().into());
    }
    if let Some(values) = &column.values {
        constraints.insert("enum".into(), json!(values));
    }
    if let Some(minimum) = column.minimum {
        constraints.insert("minimum".into(), minimum.into());
    }
    if let Some(maximum) = column.maximum {
        constraints.insert("maximum".into(), maximum.into());
    }
    let mut field = Map::new();
    field.insert("name".into(), column.name.as_str().into());
    field.insert("type".into(), column.kind.name().into());
    field.insert("description".into(), column.description.as_str().into());
    if !constraints.is_empty() {
        field.insert("constraints".into(), constraints.into());
    }
    field.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contract: names of columns are only ever appended.
    const HEADERS: [(&str, &str); 11] = [
        (
            "articles",
            "article_id, source_path, member, record, source_id, url, site, headline, byline, \
             dateline, contributors, update_note, published, published_raw, date_source, language, \
             encoding, chars_raw, chars_clean, words_clean, lines_removed, repairs, raw_sha256, \
             clean_sha256, status, rewritten_score, cluster_id, role, relation, similarity, joined_via, \
             encoding_source, undecodable, standfirst, headline_source, byline_source, dateline_source, \
             published_precision, held_back, extraction_confidence, agency, first_in_cluster",
        ),
        (
            "clusters",
            "cluster_id, size, sites, representative_id, representative_rule, headline, \
             first_published, last_published, min_similarity, mean_similarity, relations",
        ),
        (
            "pairs",
            "article_id_a, article_id_b, relation, shared_shingles, shingles_a, shingles_b, jaccard, \
             containment_a, containment_b, weighted_similarity, headline_similarity, \
             days_apart, held_apart, admitted_by, days_apart_utc",
        ),
        (
            "passages",
            "article_id_a, article_id_b, passage, byte_start_a, byte_end_a, char_start_a, char_end_a, \
             byte_start_b, byte_end_b, char_start_b, char_end_b, shared_tokens, likely_source",
        ),
        (
            "against",
            "article_id, reference_id, reference_path, reference_member, reference_record, \
             reference_source_id, reference_headline, relation, shared_shingles, containment, \
             reference_containment, weighted_similarity, headline_similarity, days_apart, \
             admitted_by, held_apart",
        ),
        ("edits", "article_id, rule_id, kind, line, byte_start, byte_end, before, after, evidence"),
        (
            "sites",
            "site, articles, problems, lines_removed, chars_removed_share, learned_lines, \
             duplicate_share, first_published, last_published, wire_share, first_share",
        ),
        ("rules", "rule_id, kind, why, articles, edits, chars"),
        ("problems", "source_path, member, record, outcome, stage, code, message"),
        (
            "articles-text",
            "article_id, source_path, member, record, source_id, url, site, headline, byline, \
             dateline, published, language, status, cluster_id, role, text, carried",
        ),
        ("originals", "article_id, source_path, member, record, encoding, text"),
    ];

    #[test]
    fn the_columns_are_those_that_were_promised() {
        let schema = Schema::built_in().unwrap();
        for (table, columns) in HEADERS {
            assert_eq!(schema.header(table).join(", "), columns, "{table}");
        }
        assert_eq!(schema.header("unique"), schema.header("articles-text"));
    }

    #[test]
    fn keys_name_columns_that_exist() {
        let schema = Schema::built_in().unwrap();
        for table in &schema.tables {
            let has = |table: &Table, name: &String| table.columns.iter().any(|c| &c.name == name);
            assert!(table.primary_key.iter().all(|name| has(table, name)), "{}", table.name);
            for key in &table.foreign_keys {
                let target = schema.table(&key.table).unwrap();
                assert!(key.fields.iter().all(|name| has(table, name)));
                assert!(key.references.iter().all(|name| has(target, name)));
            }
        }
    }

    #[test]
    fn the_dictionary_shows_every_column_in_both_forms() {
        let schema = Schema::built_in().unwrap();
        let (text, json) = (schema.text(), schema.json());
        let package = schema.data_package("1.0.0", TextCompression::Gzip, &|table| !table.optional);
        assert!(text.contains("rewritten_score"));
        assert_eq!(json["table"].as_array().unwrap().len(), schema.tables.len());
        assert_eq!(package["resources"][0]["schema"]["fields"][0]["name"], "article_id");
        assert_eq!(package["resources"].as_array().unwrap().len(), 9);
    }
}
