//! Tantivy without anything of ours, as what ours is measured against: one text field, its default tokenizer, the ten
//! best of a question's words.

use std::path::Path;

use lablore::corpus::Corpus;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

pub struct Bare {
    searcher: Searcher,
    body: Field,
}

impl Bare {
    /// Indexes all passages in one thread, as ours does.
    pub fn build(corpus: &Corpus, folder: &Path) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_dir(folder, schema.build())?;
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 64 << 20)?;
        for document in &corpus.documents {
            for passage in &document.passages {
                let mut entry = TantivyDocument::default();
                entry.add_text(body, document.passage_text(passage));
                writer.add_document(entry)?;
            }
        }
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        writer.wait_merging_threads()?;
        Ok(Self { searcher: index.reader()?.searcher(), body })
    }

    /// How many of the ten best there are.
    pub fn search(&self, question: &str) -> usize {
        let words = question.split_whitespace().map(|word| {
            let term = Term::from_field_text(self.body, &word.to_lowercase());
            let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (Occur::Should, query)
        });
        let query = BooleanQuery::new(words.collect());
        self.searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).map_or(0, |found| found.len())
    }
}
