package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/// A plain sorted map of one table that does what the store should, and a maker of random work for
/// both.
final class Model {
    private final NavigableMap<String, String> entries;

    Model() {
        this(new TreeMap<>());
    }

    private Model(NavigableMap<String, String> entries) {
        this.entries = entries;
    }

    Model copy() {
        return new Model(new TreeMap<>(entries));
    }

    /// One to a few operations, on `tx` and here.
    /// @return how many
    int write(Transaction tx, Table table, Random random) {
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String key = key(random);
            int kind = random.nextInt(12);
            if (kind == 0) {
                String to = key(random);
                String from = key.compareTo(to) < 0 ? key : to;
                String end = key.compareTo(to) < 0 ? to : key;
                tx.deleteRange(table, KeyRange.of(bytes(from), bytes(end)));
                entries.subMap(from, end).clear();
            } else if (kind < 4) {
                tx.delete(table, bytes(key));
                entries.remove(key);
            } else {
                String value = "v" + random.nextInt(1000) + "x".repeat(random.nextInt(120));
                tx.put(table, bytes(key), bytes(value));
                entries.put(key, value);
            }
        }
        return count;
    }

    /// The value of `key`, or "nothing".
    String get(String key) {
        return entries.getOrDefault(key, "nothing");
    }

    static String key(Random random) {
        return "k%03d".formatted(random.nextInt(300));
    }

    List<String> all() {
        List<String> texts = new ArrayList<>();
        entries.forEach((key, value) -> texts.add(key + "=" + value));
        return texts;
    }

    /// What is wrong with `view`; none when it shows just this.
    List<String> differences(ReadView view, Table table, Random random) {
        List<String> problems = new ArrayList<>();
        List<String> forward = Bytestrings.texts(view.scan(table, KeyRange.all()));
        List<String> backward =
                new ArrayList<>(Bytestrings.texts(view.scanBackward(table, KeyRange.all())));
        Collections.reverse(backward);
        if (!forward.equals(all())) {
            problems.add("scan gives " + forward + " instead of " + all());
        }
        if (!backward.equals(all())) {
            problems.add("backward scan gives " + backward + " instead of " + all());
        }
        for (int i = 0; i < 20; i++) {
            String key = key(random);
            String found = view.get(table, bytes(key)).map(value -> text(value)).orElse("nothing");
            if (!found.equals(get(key))) {
                problems.add(key + " gives " + found + " instead of " + get(key));
            }
        }
        return problems;
    }
}
