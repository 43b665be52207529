package io.chirograph.ledger;

import io.chirograph.evm.Log;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.List;

/// Which logs are wanted.
///
/// @param fromHeight first block
/// @param toHeight last block, inclusive
/// @param addresses any of these, or of all when empty
/// @param topics for each position any of these, or whatever is there when empty; a log must have at least
///     as many topics as this has positions
public record LogFilter(
        long fromHeight, long toHeight, List<Address> addresses, List<List<Hash32>> topics) {
    public static final int TOPICS_MAX = 4;
    public static final int ALTERNATIVES_MAX = 1024;

    /// @throws IllegalArgumentException when there are too many positions or alternatives
    public LogFilter {
        addresses = List.copyOf(addresses);
        topics = topics.stream().map(List::copyOf).toList();
        if (topics.size() > TOPICS_MAX) {
            throw new IllegalArgumentException(
                    "a log has at most %d topics, the filter asks for %d"
                            .formatted(TOPICS_MAX, topics.size()));
        }
        int alternatives = addresses.size() + topics.stream().mapToInt(List::size).sum();
        if (alternatives > ALTERNATIVES_MAX) {
            throw new IllegalArgumentException(
                    "a filter has at most %d addresses and topics, not %d"
                            .formatted(ALTERNATIVES_MAX, alternatives));
        }
    }

    /// Whether `log` is wanted, wherever it is.
    public boolean matches(Log log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())) {
            return false;
        }
        if (log.topics().size() < topics.size()) {
            return false;
        }
        for (int i = 0; i < topics.size(); i++) {
            if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
                return false;
            }
        }
        return true;
    }
}
