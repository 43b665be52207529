package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// A document of a few passages with all its commitments.
final class SampleDocument {
    private static final List<String> TEXTS =
            List.of(
                    "Inspection report 17",
                    "Moisture 6.2 %, \"grade A\".\n质检报告：合格。",
                    "Signed at the port of Tianjin.",
                    "Lot 4711\ttwo containers",
                    "😀 annex");

    final Bytes content = Bytes.ofUtf8(String.join("\n\n", TEXTS));
    final DocumentSalt salt = DocumentSalt.of(Hashes.keccak256(Bytes.ofUtf8("sample")));
    final List<Passage> passages = new ArrayList<>();
    final PassageTree tree;

    SampleDocument() {
        List<Hash32> leaves = new ArrayList<>();
        int start = 0;
        for (String text : TEXTS) {
            Passage passage = new Passage(passages.size(), start, start + text.length(), text);
            passages.add(passage);
            leaves.add(Commitments.passage(salt.passage(passage.index()), passage));
            start = passage.end() + 2;
        }
        tree = PassageTree.of(leaves);
    }

    Registration registration(Address owner) {
        return new Registration(
                Commitments.content(salt.content(), content.size(), Hashes.keccak256(content)),
                content.size(),
                tree.root(),
                passages.size(),
                new Extractor("text", 1),
                Hash32.ZERO,
                Commitments.access(salt.access(), new TreeSet<>(List.of(owner))),
                owner,
                1);
    }

    PassageOpening passage(int index) {
        return new PassageOpening(passages.get(index), salt.passage(index), tree.path(index));
    }

    ContentOpening content() {
        return new ContentOpening(salt.content(), Hashes.keccak256(content));
    }
}
