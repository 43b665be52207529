package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/// What a store has been at each of its versions: a plain map of versions. Single-owner.
final class VersionedModel {
    private final NavigableMap<Long, Model> states = new TreeMap<>();
    private long acknowledged;

    /// @param version of the store before any commit of this model
    VersionedModel(long version) {
        states.put(version, new Model());
        acknowledged = version;
    }

    private VersionedModel(VersionedModel other) {
        states.putAll(other.states);
        acknowledged = other.acknowledged;
    }

    VersionedModel copy() {
        return new VersionedModel(this);
    }

    long latestVersion() {
        return states.lastKey();
    }

    long acknowledgedVersion() {
        return acknowledged;
    }

    Model latest() {
        return states.lastEntry().getValue();
    }

    /// What a reader at `version` is to see.
    Model at(long version) {
        return states.floorEntry(version).getValue();
    }

    /// A commit is in the order.
    void ordered(long version, Model after) {
        assertThat(version).isEqualTo(latestVersion() + 1);
        states.put(version, after);
    }

    /// Its committer was told that it is durable.
    void acknowledge(long version) {
        acknowledged = Math.max(acknowledged, version);
    }

    /// Forgets what no reader at `version` or later asks for.
    void forgetBefore(long version) {
        states.headMap(states.floorKey(version), false).clear();
    }

    /// That `store`, opened again after a crash, shows one of the states that it may show; this one
    /// is the latest from now on.
    void checkRecovered(Store store, Random random) {
        long version = store.latestVersion();
        assertThat(version)
                .as("version found after the crash")
                .isBetween(acknowledged, latestVersion());
        assertThat(store.tableNames()).contains("t");
        Table table = store.table("t");
        try (Snapshot snapshot = store.snapshot()) {
            List<String> found = Bytestrings.texts(snapshot.scan(table, KeyRange.all()));
            assertThat(found).as("content at version %d", version).isEqualTo(at(version).all());
            assertThat(at(version).differences(snapshot, table, random)).isEmpty();
        }
        states.tailMap(version, false).clear();
        states.put(version, at(version));
        acknowledged = version;
    }
}
