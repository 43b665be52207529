package io.chirograph.network;

import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Bytes;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS 1.3 in which a certificate is only a carrier of a key, and the key must be a known one.
final class LinkTls {
    private static final List<String> CIPHERS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256");

    private LinkTls() {}

    static SslContext forAnswering(TlsKey key, Predicate<Bytes> isKnown) {
        return build(
                SslContextBuilder.forServer(key.privateKey(), LinkCertificate.of(key))
                        .clientAuth(ClientAuth.REQUIRE),
                isKnown);
    }

    static SslContext forCalling(TlsKey key, Bytes calledKey) {
        return build(
                SslContextBuilder.forClient()
                        .keyManager(key.privateKey(), LinkCertificate.of(key))
                        // Keys identify members, not the names they happen to be called by.
                        .endpointIdentificationAlgorithm(""),
                calledKey::equals);
    }

    private static SslContext build(SslContextBuilder builder, Predicate<Bytes> isKnown) {
        try {
            return builder.sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .ciphers(CIPHERS)
                    .trustManager(new KnownKeys(isKnown))
                    .build();
        } catch (SSLException e) {
            throw new LinkException("this Java has no TLS 1.3 with P-256 keys", e);
        }
    }

    /// The key that the other side has proven to hold.
    static Bytes peerKey(SSLEngine engine) throws SSLPeerUnverifiedException {
        Certificate[] chain = engine.getSession().getPeerCertificates();
        return Bytes.owning(chain[0].getPublicKey().getEncoded());
    }

    /// A key that is not expected; its own type, so that the refusal can be told from a broken handshake.
    private static final class UnknownKeyException extends CertificateException {
        UnknownKeyException(Bytes key) {
            super("no member expected here has the TLS key " + key);
        }
    }

    static boolean isUnknownKey(Throwable handshakeFailure) {
        Throwable cause = handshakeFailure;
        while (cause != null && !(cause instanceof UnknownKeyException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private static final class KnownKeys extends X509ExtendedTrustManager {
        private final Predicate<Bytes> isKnown;

        KnownKeys(Predicate<Bytes> isKnown) {
            this.isKnown = isKnown;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            Bytes key = Bytes.owning(chain[0].getPublicKey().getEncoded());
            if (!isKnown.test(key)) {
                throw new UnknownKeyException(key);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
