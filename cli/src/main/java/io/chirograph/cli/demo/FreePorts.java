package io.chirograph.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/// Loopback ports nobody listens on, none given out twice. Single-owner.
final class FreePorts {
    private final Set<Integer> given = new HashSet<>();

    /// `wished` if it is free, else any other.
    int take(int wished) {
        if (isFree(wished) && given.add(wished)) {
            return wished;
        }
        return any();
    }

    int any() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (given.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no free port on the loopback address", e);
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false; // that is the answer
        }
    }
}
