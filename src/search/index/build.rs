//! Building the index: the terms of every passage and statement handed to Tantivy, the passages' tokens in order beside them.

use std::path::Path;

use tantivy::indexer::NoMergePolicy;
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::{PassageIndex, STATEMENT, refused, register, schema};
use crate::corpus::Corpus;
use crate::corpus::document::PassageId;
use crate::search::SearchError;
use crate::search::forward::ForwardWriter;
use crate::search::remembered::Words;
use crate::search::terms::{DocumentTerms, NamesIn, statement_terms};

/// Memory that Tantivy may use while it builds, whatever the size of the collection.
const BUILD_MEMORY: usize = 64 << 20;

/// Words that the build remembers the terms of, some 70 bytes each: more than most collections have, since a word that was
/// forgotten is stemmed anew.
const BUILD_WORDS: usize = 500_000;

impl PassageIndex {
    /// Builds the index of a corpus into an empty folder, made at need. `names_in` tells what a sentence names, which is
    /// kept with its words; `progress` hears how much of how much is done.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn build(
        corpus: &Corpus,
        folder: &Path,
        names_in: &NamesIn<'_>,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), SearchError> {
        std::fs::create_dir_all(folder).map_err(|source| SearchError::File {
            file: folder.display().to_string(),
            action: "written",
            source,
        })?;
        let refused = |source| refused(folder, "built", source);
        let (schema, fields) = schema();
        let index = Index::create_in_dir(folder, schema).map_err(refused)?;
        register(&index);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, BUILD_MEMORY).map_err(refused)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut forward = ForwardWriter::create(folder)?;
        let mut words = Words::up_to(BUILD_WORDS);
        let passages: usize = corpus.documents.iter().map(|document| document.passages.len()).sum();
        let total = passages + corpus.statements.len();
        let mut done = 0;
        let mut number = 0;
        for (place, document) in (0u16..).zip(&corpus.documents) {
            let mut pages = DocumentTerms::new(document, names_in, &mut words);
            for (passage, span) in (0u32..).zip(&document.passages) {
                done += 1;
                progress(done, total);
                let id = PassageId { document: place, passage };
                let Some(terms) = pages.passage(span) else {
                    continue;
                };
                forward.add(id, terms.tongue, terms.length, terms.record)?;
                let mut entry = TantivyDocument::default();
                for (field, text) in
                    [(fields.body, terms.body), (fields.heading, terms.heading), (fields.title, terms.title)]
                {
                    // A field without terms is left out: that says the same, and costs nothing.
                    if !text.is_empty() {
                        entry.add_text(field, text);
                    }
                }
                entry.add_u64(fields.key, number);
                number += 1;
                writer.add_document(entry).map_err(refused)?;
            }
        }
        forward.finish()?;
        for (number, statement) in (0u64..).zip(&corpus.statements) {
            done += 1;
            progress(done, total);
            let mut entry = TantivyDocument::default();
            entry.add_text(fields.statement, statement_terms(corpus, statement, &mut words));
            entry.add_u64(fields.key, STATEMENT | number);
            writer.add_document(entry).map_err(refused)?;
        }
        writer.commit().map_err(refused)?;
        merge_in_order(&index, &mut writer).map_err(refused)?;
        writer.wait_merging_threads().map_err(refused)
    }
}

/// Makes one segment of several, in the order in which entries were added, so that equal scores have one order.
fn merge_in_order(index: &Index, writer: &mut IndexWriter) -> tantivy::Result<()> {
    let reader = index.reader()?;
    let mut segments = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let first = segment.fast_fields().u64("key")?.first(0);
        segments.push((first, segment.segment_id()));
    }
    if segments.len() < 2 {
        return Ok(());
    }
    segments.sort_by_key(|(first, _)| *first);
    let ids: Vec<_> = segments.into_iter().map(|(_, id)| id).collect();
    writer.merge(&ids).wait()?;
    writer.garbage_collect_files().wait()?;
    Ok(())
}
