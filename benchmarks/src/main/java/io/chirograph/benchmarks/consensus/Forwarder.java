package io.chirograph.benchmarks.consensus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/// Passes bytes on to another port, except while it is told not to: connections stay, but nothing arrives, as
/// when a network drops all packets; afterwards what was sent meanwhile arrives late, as TCP has it.
/// Thread-safe.
final class Forwarder implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final CountDownLatch OPEN = new CountDownLatch(0);

    private final ServerSocket listener;
    private final int target;
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();

    /// Open once bytes may pass.
    private volatile CountDownLatch passage = OPEN;

    private volatile boolean isClosed;

    Forwarder(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void blackhole() {
        if (passage.getCount() == 0) {
            passage = new CountDownLatch(1);
        }
    }

    void heal() {
        passage.countDown();
    }

    private void accept() {
        try {
            while (true) {
                connect(listener.accept());
            }
        } catch (IOException e) {
            // Closed: nobody is passed on any more.
            close();
        }
    }

    private void connect(Socket from) throws IOException {
        try {
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.removeIf(Socket::isClosed);
            sockets.add(from);
            sockets.add(to);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pass(from, to));
            Thread.ofVirtual().start(() -> pass(to, from));
        } catch (IOException e) {
            from.close(); // nobody is there at the moment
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                passage.await();
                if (isClosed) {
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone, and by the closing of both the other one learns it.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        heal();
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("a socket could not be closed", e);
        }
    }
}
