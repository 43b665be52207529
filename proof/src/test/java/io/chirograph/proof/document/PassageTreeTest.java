package io.chirograph.proof.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassageTreeTest {
    private static List<Hash32> leaves(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Hashes.keccak256(Bytes.ofUtf8("leaf " + i)))
                .toList();
    }

    @Test
    void everyLeafOfEveryShapeLeadsToTheRoot() {
        for (int count = 1; count <= 33; count++) {
            List<Hash32> leaves = leaves(count);
            PassageTree tree = PassageTree.of(leaves);
            for (int i = 0; i < count; i++) {
                assertThat(PassageTree.rootOf(count, i, leaves.get(i), tree.path(i)))
                        .as("leaf %d of %d", i, count)
                        .contains(tree.root());
            }
        }
    }

    @Test
    void aPathFitsOnlyItsOwnPlace() {
        List<Hash32> leaves = leaves(13);
        PassageTree tree = PassageTree.of(leaves);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 13; j++) {
                if (i != j) {
                    assertThat(PassageTree.rootOf(13, j, leaves.get(i), tree.path(i)))
                            .isNotEqualTo(Optional.of(tree.root()));
                }
            }
        }
    }

    @Test
    void aPathThatIsTooShortOrTooLongHasNoRoot() {
        List<Hash32> leaves = leaves(6);
        PassageTree tree = PassageTree.of(leaves);
        List<Hash32> tooLong = new ArrayList<>(tree.path(2));
        tooLong.add(Hash32.ZERO);
        assertThat(PassageTree.rootOf(6, 2, leaves.get(2), tree.path(2).subList(0, 2))).isEmpty();
        assertThat(PassageTree.rootOf(6, 2, leaves.get(2), tooLong)).isEmpty();
        assertThat(PassageTree.rootOf(6, 6, leaves.get(2), tree.path(2))).isEmpty();
        assertThat(PassageTree.rootOf(6, -1, leaves.get(2), tree.path(2))).isEmpty();
    }

    @Test
    void anInnerNodeDoesNotPassForALeafOfASmallerTree() {
        List<Hash32> leaves = leaves(4);
        Hash32 left = Commitments.inner(leaves.get(0), leaves.get(1));
        Hash32 right = Commitments.inner(leaves.get(2), leaves.get(3));
        assertThat(PassageTree.of(List.of(left, right)).root())
                .isNotEqualTo(PassageTree.of(leaves).root());
    }

    @Test
    void treesThatDifferOnlyInTheNumberOfLeavesHaveDifferentRoots() {
        Set<Hash32> roots = new HashSet<>();
        Hash32 same = Hashes.keccak256(Bytes.ofUtf8("same"));
        for (int count = 0; count < 20; count++) {
            roots.add(
                    PassageTree.of(IntStream.range(0, count).mapToObj(_ -> same).toList()).root());
        }
        assertThat(roots).hasSize(20);
    }

    @Test
    void refusesMorePassagesThanTheLimit() {
        List<Hash32> tooMany = Collections.nCopies(PassageTree.LEAVES_MAX + 1, Hash32.ZERO);
        assertThatThrownBy(() -> PassageTree.of(tooMany)).hasMessageContaining("1048577");
    }
}
