package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.CompactionPolicy.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompactionPolicyTest {
    @Test
    void leavesFewTablesAlone() {
        assertThat(CompactionPolicy.due(List.of())).isEmpty();
        assertThat(CompactionPolicy.due(List.of(10L, 10L, 10L))).isEmpty();
    }

    @Test
    void mergesFourOfLikeSize() {
        assertThat(CompactionPolicy.due(List.of(10L, 12L, 9L, 10L))).contains(new Span(0, 4));
    }

    @Test
    void leavesALargeTableOutOfASmallMerge() {
        assertThat(CompactionPolicy.due(List.of(10L, 10L, 10L, 10L, 9000L)))
                .contains(new Span(0, 4));
        assertThat(CompactionPolicy.due(List.of(1L, 100L, 100L, 100L, 100L)))
                .contains(new Span(1, 5));
    }

    @Test
    void mergesUnlikeSizesBeforeTablesBecomeTooMany() {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            sizes.add(1L << (3 * i));
        }
        assertThat(CompactionPolicy.due(sizes)).contains(new Span(0, 3));
    }

    @Test
    void writesEachByteAgainOnlyAFewTimes() {
        List<Long> sizes = new ArrayList<>();
        long written = 0;
        int flushes = 2000;
        for (int i = 0; i < flushes; i++) {
            sizes.addFirst(100L);
            for (var due = CompactionPolicy.due(sizes);
                    due.isPresent();
                    due = CompactionPolicy.due(sizes)) {
                List<Long> merged = sizes.subList(due.get().from(), due.get().to());
                long size = merged.stream().mapToLong(Long::longValue).sum();
                written += size;
                merged.clear();
                sizes.add(due.get().from(), size);
            }
            assertThat(sizes).hasSizeLessThanOrEqualTo(12);
        }
        assertThat(written).isLessThan(10L * flushes * 100);
    }
}
