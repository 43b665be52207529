package io.chirograph.knowledge.search;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/// Every text is analysed twice. `TERMS` has words of alphabetic scripts as they are, and pairs of
/// neighbouring characters of Chinese, Japanese and Korean, which find everything but rank roughly.
/// `WORDS` has Chinese words by dictionary and English stems, which rank well but miss what the
/// dictionary cuts differently. A query takes the better of both.
final class MixedScriptAnalyzer extends DelegatingAnalyzerWrapper {
    static final String TERMS = "text.terms";
    static final String WORDS = "text.words";

    private final Analyzer terms = new Terms();
    private final Analyzer words = new SmartChineseAnalyzer();

    MixedScriptAnalyzer() {
        super(PER_FIELD_REUSE_STRATEGY);
    }

    @Override
    protected Analyzer getWrappedAnalyzer(String field) {
        return field.equals(WORDS) ? words : terms;
    }

    @Override
    public void close() {
        super.close();
        terms.close();
        words.close();
    }

    private static final class Terms extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer source = new StandardTokenizer();
            TokenStream lowerCase = new LowerCaseFilter(new CJKWidthFilter(source));
            return new TokenStreamComponents(source, new CJKBigramFilter(lowerCase));
        }
    }
}
