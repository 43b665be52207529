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

/// Passes bytes on to another port, until it is told to let them vanish: connections stay, but nothing
/// arrives any more, as when a network drops all packets. Thread-safe.
final class Forwarder implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final ServerSocket listener;
    private final int target;
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean blackholed;

    Forwarder(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void blackhole() {
        blackholed = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket from = listener.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                sockets.add(from);
                sockets.add(to);
                Thread.ofVirtual().start(() -> pass(from, to));
                Thread.ofVirtual().start(() -> pass(to, from));
            }
        } catch (IOException e) {
            // Closed: nobody is passed on any more.
            close();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (blackholed) {
                    closed.await();
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
        closed.countDown();
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
