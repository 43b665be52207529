package io.chirograph.knowledge.extract;

import io.chirograph.types.Bytes;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/// The visible text of a web page: blocks become paragraphs, headings get their `#`, a table's row is a
/// line with tabs between its cells.
final class HtmlText {
    private static final int SNIFFED_BYTES = 1024;
    private static final Pattern DECLARED_CHARSET =
            Pattern.compile("charset\\s*=\\s*[\"']?\\s*([a-z0-9_.:-]{1,40})");
    private static final Set<String> UNSEEN =
            Set.of(
                    "script",
                    "style",
                    "noscript",
                    "template",
                    "head",
                    "svg",
                    "math",
                    "iframe",
                    "object");
    private static final Set<String> LINES =
            Set.of("br", "li", "tr", "dt", "dd", "option", "caption");

    private HtmlText() {}

    static boolean looksLikeHtml(Bytes content) {
        String start = sniff(content).stripLeading();
        return start.startsWith("<!doctype html") || start.startsWith("<html");
    }

    static void read(Bytes content, TextSink sink) throws UnreadableException {
        Writer writer = new Writer(sink);
        Jsoup.parse(decode(content)).body().filter(writer);
        if (writer.failure.isPresent()) {
            throw writer.failure.get();
        }
    }

    private static String decode(Bytes content) throws UnreadableException {
        Matcher declared = DECLARED_CHARSET.matcher(sniff(content));
        if (declared.find()) {
            Optional<String> text =
                    charset(declared.group(1))
                            .flatMap(charset -> TextDecoder.decode(content, charset));
            if (text.isPresent()) {
                return text.get();
            }
        }
        return TextDecoder.decode(content);
    }

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty(); // the content itself then decides
        }
    }

    private static String sniff(Bytes content) {
        Bytes start = content.slice(0, Math.min(content.size(), SNIFFED_BYTES));
        return new String(start.toArray(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    /// Walks the page without recursion. An exception can't leave the walk, so it is kept and the walk
    /// stopped.
    private static final class Writer implements NodeFilter {
        private final TextSink sink;
        private Optional<UnreadableException> failure = Optional.empty();
        private int preformattedDepth;

        private Writer(TextSink sink) {
            this.sink = sink;
        }

        @Override
        public FilterResult head(Node node, int depth) {
            try {
                sink.checkDeadline();
                if (node instanceof TextNode text) {
                    write(text);
                } else if (node instanceof Element element) {
                    if (UNSEEN.contains(element.normalName())) {
                        return FilterResult.SKIP_ENTIRELY;
                    }
                    open(element);
                }
                return FilterResult.CONTINUE;
            } catch (UnreadableException e) {
                failure = Optional.of(e);
                return FilterResult.STOP;
            }
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            try {
                if (node instanceof Element element) {
                    close(element);
                }
                return FilterResult.CONTINUE;
            } catch (UnreadableException e) {
                failure = Optional.of(e);
                return FilterResult.STOP;
            }
        }

        private void write(TextNode node) throws UnreadableException {
            String text = node.getWholeText();
            if (preformattedDepth > 0) {
                sink.append(text);
                return;
            }
            String collapsed = text.replaceAll("[ \\t\\r\\n\\f]+", " ");
            sink.append(sink.endsWithSpace() ? collapsed.stripLeading() : collapsed);
        }

        private void open(Element element) throws UnreadableException {
            String name = element.normalName();
            if (LINES.contains(name)) {
                sink.endLine();
            } else if (isHeading(name)) {
                sink.endParagraph();
                sink.append("#".repeat(name.charAt(1) - '0') + " ");
            } else if (isCell(name)) {
                if (!sink.atLineStart()) {
                    sink.append("\t");
                }
            } else if (element.isBlock()) {
                sink.endParagraph();
            }
            if (name.equals("pre")) {
                preformattedDepth++;
            }
        }

        private void close(Element element) throws UnreadableException {
            String name = element.normalName();
            if (name.equals("pre")) {
                preformattedDepth--;
            }
            if (LINES.contains(name)) {
                sink.endLine();
            } else if (!isCell(name) && element.isBlock()) {
                sink.endParagraph();
            }
        }

        private static boolean isHeading(String name) {
            return name.length() == 2
                    && name.charAt(0) == 'h'
                    && name.charAt(1) >= '1'
                    && name.charAt(1) <= '6';
        }

        private static boolean isCell(String name) {
            return name.equals("td") || name.equals("th");
        }
    }
}
