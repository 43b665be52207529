package io.chirograph.knowledge.search;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;

/// Turns a request into what the index understands. No syntax: every character of a query is text, so no
/// query can fail or mean more than it says.
final class QueryPlanner {
    static final String CURRENT = "meta.CURRENT";

    private final QueryBuilder builder;

    QueryPlanner(Analyzer analyzer) {
        this.builder = new QueryBuilder(analyzer);
    }

    Query plan(SearchRequest request) {
        BooleanQuery.Builder plan = new BooleanQuery.Builder();
        plan.add(words(request.query()), Occur.MUST);
        for (Filter filter : request.filters()) {
            plan.add(filter(filter), Occur.FILTER);
        }
        if (request.versions() == SearchRequest.Versions.CURRENT) {
            plan.add(KeywordField.newExactQuery(CURRENT, "yes"), Occur.FILTER);
        }
        return plan.build();
    }

    private Query words(String query) {
        if (query.isBlank()) {
            return MatchAllDocsQuery.INSTANCE;
        }
        List<Query> analyses = new ArrayList<>();
        for (String field : List.of(MixedScriptAnalyzer.TERMS, MixedScriptAnalyzer.WORDS)) {
            Query analysis = builder.createBooleanQuery(field, query, Occur.SHOULD);
            if (analysis != null) { // nothing but punctuation
                analyses.add(analysis);
            }
        }
        return analyses.isEmpty()
                ? new MatchNoDocsQuery("the query has no word")
                : new DisjunctionMaxQuery(analyses, 0);
    }

    private static Query filter(Filter filter) {
        String field = filter.field().indexed();
        boolean numeric = filter.field().isNumeric();
        return switch (filter) {
            case Filter.Equal(_, String value) ->
                    numeric
                            ? LongField.newExactQuery(field, Long.parseLong(value))
                            : KeywordField.newExactQuery(field, value);
            case Filter.In(_, List<String> values) ->
                    numeric
                            ? LongField.newSetQuery(
                                    field, values.stream().mapToLong(Long::parseLong).toArray())
                            : KeywordField.newSetQuery(
                                    field, values.stream().map(BytesRef::new).toList());
            case Filter.Range(_, String low, String high) ->
                    numeric
                            ? LongField.newRangeQuery(
                                    field, Long.parseLong(low), Long.parseLong(high))
                            : TermRangeQuery.newStringRange(field, low, high, true, true);
        };
    }
}
