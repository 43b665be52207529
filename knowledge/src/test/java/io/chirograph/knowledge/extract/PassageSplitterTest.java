package io.chirograph.knowledge.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.proof.document.Passage;
import io.chirograph.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PassageSplitterTest {
    private static List<String> texts(String text) {
        return PassageSplitter.split(text).stream().map(Passage::text).toList();
    }

    @Test
    void shortParagraphsShareAPassage() {
        assertThat(texts("one\n\ntwo\nlines\n\n\nthree"))
                .containsExactly("one\n\ntwo\nlines\n\n\nthree");
    }

    @Test
    void noTextHasNoPassages() {
        assertThat(texts("")).isEmpty();
        assertThat(texts(" \n\t\n\u3000")).isEmpty();
    }

    @Test
    void aPassageEndsWithTheParagraphThatStillFits() {
        String a = "a".repeat(700);
        String b = "b".repeat(400);
        String c = "c".repeat(200);
        assertThat(texts(a + "\n\n" + b + "\n\n" + c)).containsExactly(a + "\n\n" + b, c);
    }

    @Test
    void aHeadingBeginsAPassageAndStaysWithItsText() {
        String long1 = "long sentence here. ".repeat(100).strip();
        List<String> passages = texts("intro\n# One\n## Sub\ntext\n\n# Two\n" + long1);
        assertThat(passages.get(0)).isEqualTo("intro");
        assertThat(passages.get(1)).isEqualTo("# One\n## Sub\ntext");
        assertThat(passages.get(2)).startsWith("# Two\nlong sentence here.");
    }

    @Test
    void aLongParagraphIsCutBehindSentences() {
        String sentence = "The goods were inspected on arrival and found sound. ";
        List<String> passages = texts(sentence.repeat(60).strip());
        assertThat(passages).hasSizeGreaterThan(2);
        assertThat(passages)
                .allSatisfy(p -> assertThat(p).startsWith("The goods").endsWith("sound."));
    }

    @Test
    void aLongChineseParagraphIsCutBehindSentencesAtHalfTheCharacters() {
        String sentence = "货物到港后经检验，未发现损坏，数量与提单一致。";
        List<String> passages = texts(sentence.repeat(60));
        assertThat(passages)
                .allSatisfy(p -> {
                    assertThat(p).startsWith("货物").endsWith("一致。");
                    assertThat(p.length()).isLessThanOrEqualTo(600);
                });
        assertThat(String.join("", passages)).isEqualTo(sentence.repeat(60));
    }

    @Test
    void textWithoutAnyBreakIsCutBetweenCharacters() {
        String text = "😀".repeat(5_000);
        List<String> passages = texts(text);
        assertThat(passages).hasSizeGreaterThan(4);
        assertThat(String.join("", passages)).isEqualTo(text);
    }

    @Test
    void aGapOfManyLinesDoesNotMakeAPassageTooLong() {
        assertThat(texts("a" + "\n".repeat(50_000) + "b")).containsExactly("a", "b");
        assertThat(texts("# a" + "\n".repeat(50_000) + "b")).containsExactly("# a", "b");
    }

    @Test
    void theLongestTextIsSplitIntoNoMorePassagesThanARegistrationHas() {
        String text = "# \nb\n".repeat(ReadingLimits.TEXT_CHARS_LIMIT / 5);
        assertThat(PassageSplitter.split(text)).hasSize(ReadingLimits.TEXT_CHARS_LIMIT / 5);
        assertThat(PassageSplitter.split("x".repeat(ReadingLimits.TEXT_CHARS_LIMIT)))
                .hasSizeGreaterThan(4_000);
    }

    @Test
    void passagesAreSlicesInOrderThatLeaveOutOnlySpace() {
        Seed.of(0x59117).run("knowledge", PassageSplitterTest.class, this::splitRandomTexts);
    }

    private void splitRandomTexts(Random random) {
        String[] pieces = {
            "word ",
            "质检。",
            "\n",
            "\n\n",
            "# ",
            "x".repeat(700),
            "。",
            ". ",
            "😀",
            "\t",
            "提单",
            "\u3000"
        };
        for (int round = 0; round < 300; round++) {
            StringBuilder built = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                built.append(pieces[random.nextInt(pieces.length)]);
            }
            String text = built.toString();
            int covered = 0;
            int index = 0;
            for (Passage passage : PassageSplitter.split(text)) {
                assertThat(passage.index()).isEqualTo(index++);
                assertThat(text.substring(covered, passage.start()).chars())
                        .allMatch(c -> Character.isWhitespace(c) || c == '\u3000');
                assertThat(text.substring(passage.start(), passage.end()))
                        .isEqualTo(passage.text())
                        .isEqualTo(passage.text().strip());
                covered = passage.end();
            }
            assertThat(text.substring(covered)).isBlank();
        }
    }
}
