package io.chirograph.network;

import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Bytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A caller that does what a test tells it and not what a member would, on the JDK's sockets alone.
final class RawCaller implements AutoCloseable {
    private static final int READ_MILLIS_MAX = 20_000;

    private final SSLSocket socket;
    private final DataOutputStream out;
    private final DataInputStream in;

    private RawCaller(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.out = new DataOutputStream(socket.getOutputStream());
        this.in = new DataInputStream(socket.getInputStream());
    }

    static RawCaller call(int port, TlsKey key) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key",
                key.privateKey(),
                new char[0],
                new X509Certificate[] {LinkCertificate.of(key)});
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        return call(port, managers.getKeyManagers(), "TLSv1.3");
    }

    static RawCaller call(int port, KeyManager[] keys, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new TrustAll()}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(TestNetwork.LOOPBACK, port);
        socket.setSoTimeout(READ_MILLIS_MAX);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return new RawCaller(socket);
    }

    void write(int length, int type, Bytes payload) throws IOException {
        out.writeInt(length);
        out.writeByte(type);
        out.write(payload.toArray());
        out.flush();
    }

    void write(Frame.Type type, Bytes payload) throws IOException {
        write(1 + payload.size(), type.code(), payload);
    }

    Frame read() throws IOException {
        byte[] payload = new byte[in.readInt() - 1];
        Frame.Type type = Frame.Type.withCode(in.readByte());
        in.readFully(payload);
        return new Frame(type, Bytes.owning(payload));
    }

    Frame readNext(Frame.Type type) throws IOException {
        Frame frame = read();
        while (frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
