package io.chirograph.benchmarks.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Keys and values by number: the same number gives the same key, and keys of different numbers
/// differ and stand in no order. Values look random to a codec. Immutable.
///
/// @param count of different keys
record Records(int count) {
    static final int KEY_BYTES = 16;
    static final int VALUE_BYTES = 100;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    byte[] key(int number) {
        byte[] key = new byte[KEY_BYTES];
        // Mixing is one to one, so no two keys are the same.
        LONG.set(key, 0, mix(number));
        LONG.set(key, Long.BYTES, mix(~(long) number));
        return key;
    }

    byte[] value(long seed) {
        byte[] value = new byte[VALUE_BYTES];
        long state = mix(seed);
        int at = 0;
        for (; at + Long.BYTES <= VALUE_BYTES; at += Long.BYTES) {
            state = mix(state + 0x9e3779b97f4a7c15L);
            LONG.set(value, at, state);
        }
        for (; at < VALUE_BYTES; at++) {
            value[at] = (byte) (state >>>= 8);
        }
        return value;
    }

    long bytes() {
        return (long) count * (KEY_BYTES + VALUE_BYTES);
    }

    /// SplitMix64's finisher.
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
