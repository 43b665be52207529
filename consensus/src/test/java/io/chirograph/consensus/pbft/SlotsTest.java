package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static List<Long> above(Slots slots, long height) {
        List<Long> heights = new ArrayList<>();
        slots.above(height).forEach(slot -> heights.add(slot.height()));
        return heights;
    }

    @Test
    void knowsTheHeightsOfItsWindowThatWereAskedForAndNoOthers() {
        for (int window : new int[] {1, 2, 3, 8, 10, 64}) {
            SplittableRandom chance = new SplittableRandom(window);
            Slots slots = new Slots(window, 5);
            SortedSet<Long> known = new TreeSet<>();
            for (int i = 0; i < 2_000; i++) {
                long height = slots.low() + 1 + chance.nextInt(window);
                if (chance.nextInt(4) == 0) {
                    slots.advance(height);
                    known.headSet(height + 1).clear();
                } else {
                    assertThat(slots.at(height).height()).isEqualTo(height);
                    known.add(height);
                }
                assertThat(above(slots, 0)).containsExactlyElementsOf(known);
                assertThat(above(slots, height))
                        .containsExactlyElementsOf(known.tailSet(height + 1));
                assertThat(slots.find(height).isPresent()).isEqualTo(known.contains(height));
            }
        }
    }

    @Test
    void keepsWhatIsKnownOfAHeightAndForgetsItWhenTheWindowPasses() {
        Slots slots = new Slots(8, 0);
        Slot third = slots.at(3);
        assertThat(slots.at(3)).isSameAs(third);
        slots.advance(100);
        assertThat(slots.find(3)).isEmpty();
        assertThat(above(slots, 0)).isEmpty();
        assertThatThrownBy(() -> slots.at(109)).hasMessageContaining("100 and 108");
        assertThat(slots.at(107)).isNotSameAs(third);
    }
}
