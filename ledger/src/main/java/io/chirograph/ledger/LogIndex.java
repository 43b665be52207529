package io.chirograph.ledger;

import io.chirograph.evm.Log;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.ReadView;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;

/// Which blocks have logs of an address, or with a topic at a position. A search intersects the blocks of
/// its criteria and then looks at the logs themselves, so that a criterion with too many blocks may be left
/// out, as long as another one narrows the search.
///
/// | key | value |
/// |---|---|
/// | 0, height | empty: the block has logs |
/// | 1 + position (0 to 3), topic (32 bytes), height | empty |
/// | 5, address (20 bytes), height | empty |
final class LogIndex {
    /// @param heightsMax how many blocks a criterion may name before it is left out
    /// @param entriesMax how many logs an answer holds
    record Limits(int heightsMax, int entriesMax) {
        static final Limits USUAL = new Limits(100_000, 10_000);
    }

    private static final byte ANY = 0;
    private static final byte TOPIC = 1;
    private static final byte ADDRESS = TOPIC + LogFilter.TOPICS_MAX;

    private final LedgerTables tables;
    private final Limits limits;

    LogIndex(LedgerTables tables, Limits limits) {
        this.tables = tables;
        this.limits = limits;
    }

    void add(BlockWriter bulk, long height, List<Receipt> receipts) {
        for (Bytes criterion : criteria(receipts)) {
            bulk.put(tables.logs(), key(criterion, height), Bytes.EMPTY);
        }
    }

    void remove(Transaction transaction, long height, List<Receipt> receipts) {
        for (Bytes criterion : criteria(receipts)) {
            transaction.delete(tables.logs(), key(criterion, height).toArray());
        }
    }

    private static SortedSet<Bytes> criteria(List<Receipt> receipts) {
        SortedSet<Bytes> criteria = new TreeSet<>();
        for (Receipt receipt : receipts) {
            for (Log log : receipt.logs()) {
                criteria.add(any());
                criteria.add(ofAddress(log.address()));
                for (int i = 0; i < log.topics().size(); i++) {
                    criteria.add(ofTopic(i, log.topics().get(i)));
                }
            }
        }
        return criteria;
    }

    private static Bytes any() {
        return Bytes.copyOf(ANY);
    }

    private static Bytes ofAddress(Address address) {
        return Bytes.concat(Bytes.copyOf(ADDRESS), address.bytes());
    }

    private static Bytes ofTopic(int position, Hash32 topic) {
        return Bytes.concat(Bytes.copyOf((byte) (TOPIC + position)), topic.bytes());
    }

    private static Bytes key(Bytes criterion, long height) {
        return Bytes.concat(criterion, LedgerTables.heightKey(height));
    }

    /// The logs that `filter` wants.
    /// @param blocks the block at each height of the filter's range
    FoundLogs search(ReadView view, LogFilter filter, LongFunction<ExecutedBlock> blocks) {
        Optional<SortedSet<Long>> heights = candidates(view, filter);
        if (heights.isEmpty()) {
            return new FoundLogs.TooMany("blocks with such logs", limits.heightsMax());
        }
        List<FoundLogs.Entry> found = new ArrayList<>();
        for (long height : heights.get()) {
            addMatches(blocks.apply(height), filter, found);
            if (found.size() > limits.entriesMax()) {
                return new FoundLogs.TooMany("logs", limits.entriesMax());
            }
        }
        return new FoundLogs.All(found);
    }

    private static void addMatches(
            ExecutedBlock executed, LogFilter filter, List<FoundLogs.Entry> found) {
        int logIndex = 0;
        for (int i = 0; i < executed.receipts().size(); i++) {
            for (Log log : executed.receipts().get(i).logs()) {
                if (filter.matches(log)) {
                    found.add(new FoundLogs.Entry(log, executed.block(), i, logIndex));
                }
                logIndex++;
            }
        }
    }

    /// The blocks that can have logs which `filter` wants, and maybe others; empty when they are too many.
    private Optional<SortedSet<Long>> candidates(ReadView view, LogFilter filter) {
        List<List<Bytes>> criteria = new ArrayList<>();
        criteria.add(filter.addresses().stream().map(LogIndex::ofAddress).toList());
        for (int i = 0; i < filter.topics().size(); i++) {
            int position = i;
            criteria.add(
                    filter.topics().get(i).stream()
                            .map(topic -> ofTopic(position, topic))
                            .toList());
        }
        criteria.removeIf(List::isEmpty);
        if (criteria.isEmpty()) {
            criteria.add(List.of(any()));
        }
        Optional<SortedSet<Long>> found = Optional.empty();
        for (List<Bytes> alternatives : criteria) {
            Optional<SortedSet<Long>> heights = heightsOfAny(view, alternatives, filter);
            if (found.isPresent() && heights.isPresent()) {
                found.get().retainAll(heights.get());
            } else if (heights.isPresent()) {
                found = heights;
            }
        }
        return found;
    }

    private Optional<SortedSet<Long>> heightsOfAny(
            ReadView view, List<Bytes> alternatives, LogFilter filter) {
        SortedSet<Long> heights = new TreeSet<>();
        for (Bytes criterion : alternatives) {
            KeyRange range =
                    KeyRange.of(
                            key(criterion, filter.fromHeight()).toArray(),
                            key(criterion, filter.toHeight() + 1).toArray());
            for (KeyValue entry : view.scan(tables.logs(), range)) {
                if (heights.size() == limits.heightsMax()) {
                    return Optional.empty();
                }
                heights.add(LedgerTables.height(Bytes.owning(entry.key()).slice(criterion.size())));
            }
        }
        return Optional.of(heights);
    }
}
