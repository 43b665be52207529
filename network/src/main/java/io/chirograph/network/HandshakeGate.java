package io.chirograph.network;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// How many connections that were accepted but have not yet said hello there may be, in all and from one
/// address: whoever opens many costs others nothing but its own share. Thread-safe.
final class HandshakeGate {
    private final int perAddressMax;
    private final int max;
    private final Map<InetAddress, Integer> inside = new HashMap<>();
    private int count;

    HandshakeGate(int perAddressMax, int max) {
        this.perAddressMax = perAddressMax;
        this.max = max;
    }

    /// False at a limit; otherwise [#leave] must follow, once.
    synchronized boolean enter(InetAddress address) {
        int here = inside.getOrDefault(address, 0);
        if (here == perAddressMax || count == max) {
            return false;
        }
        inside.put(address, here + 1);
        count++;
        return true;
    }

    synchronized void leave(InetAddress address) {
        inside.computeIfPresent(address, (_, here) -> here == 1 ? null : here - 1);
        count--;
    }
}
