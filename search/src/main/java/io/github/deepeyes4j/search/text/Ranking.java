package io.github.deepeyes4j.search.text;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.jspecify.annotations.Nullable;

/// Ranks the passages of an index for one query: by BM25 over titles and texts, and by the cosine
/// to the query's vector. A word that the index does not know matches words one edit away.
///
/// The two are fused by reciprocal rank: a passage scores the sum of 1/(k + its rank) over the
/// rankings that hold it. Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms
/// Condorcet and individual Rank Learning Methods" (SIGIR 2009), whose k is 60.
///
/// @param terms the query's index terms
/// @param vector the query's vector; null for BM25 alone
record Ranking(IndexSearcher searcher, List<String> terms, float @Nullable [] vector) {
  private static final int RRF_K = 60;

  private static final float TITLE_BOOST = 3;

  /// The best passages, best first.
  ///
  /// @param depth passages at most, of each of the two rankings and of their fusion
  TopDocs top(int depth) throws IOException {
    TopDocs byWords = searcher.search(words(), depth);
    if (vector == null) {
      return byWords;
    }
    TopDocs byMeaning =
        searcher.search(new KnnFloatVectorQuery(PassageWriter.VECTOR, vector, depth), depth);
    return TopDocs.rrf(depth, RRF_K, new TopDocs[] {byWords, byMeaning});
  }

  private Query words() throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (String term : terms) {
      query.add(
          new BoostQuery(word(PassageWriter.TITLE, term), TITLE_BOOST), BooleanClause.Occur.SHOULD);
      query.add(word(PassageWriter.TEXT, term), BooleanClause.Occur.SHOULD);
    }
    return query.build();
  }

  private Query word(String field, String term) throws IOException {
    IndexReader reader = searcher.getIndexReader();
    boolean known =
        reader.docFreq(new Term(PassageWriter.TITLE, term)) > 0
            || reader.docFreq(new Term(PassageWriter.TEXT, term)) > 0;
    Term exact = new Term(field, term);
    return known || term.length() < 4 ? new TermQuery(exact) : new FuzzyQuery(exact, 1);
  }
}
