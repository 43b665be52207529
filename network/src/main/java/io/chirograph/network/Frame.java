package io.chirograph.network;

import io.chirograph.types.Bytes;

/// One frame of a connection; the layout is in the package's description.
record Frame(Type type, Bytes payload) {
    static final int LENGTH_BYTES = 4;
    static final int TYPE_BYTES = 1;
    static final int HEADER_BYTES = LENGTH_BYTES + TYPE_BYTES;

    /// So that a frame's whole size is an int with room to spare.
    static final int PAYLOAD_BYTES_MAX = 1 << 30;

    enum Type {
        HELLO(0),
        REFUSED(1),
        PING(2),
        PONG(3),
        DATA(4);

        private static final Type[] BY_CODE = {HELLO, REFUSED, PING, PONG, DATA};

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static boolean isKnown(int code) {
            return code < BY_CODE.length;
        }

        static Type withCode(int code) {
            return BY_CODE[code];
        }
    }
}
