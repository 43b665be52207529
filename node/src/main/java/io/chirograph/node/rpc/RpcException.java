package io.chirograph.node.rpc;

import io.chirograph.types.Bytes;
import java.util.List;
import java.util.Optional;

/// A call's error, as the client is told it. The codes are in the package's description.
final class RpcException extends RuntimeException {
    static final int REVERTED = 3;
    static final int REFUSED = -32_000;
    static final int NOT_FOUND = -32_001;
    static final int TOO_LONG = -32_003;
    static final int BUSY = -32_005;
    static final int INVALID_REQUEST = -32_600;
    static final int METHOD_NOT_FOUND = -32_601;
    static final int INVALID_PARAMETERS = -32_602;
    static final int INTERNAL = -32_603;
    static final int PARSE = -32_700;

    private final int code;
    private final String reason;

    /// One, or none.
    private final List<Bytes> data;

    private RpcException(int code, String reason, List<Bytes> data) {
        super(reason, null, false, false);
        this.code = code;
        this.reason = reason;
        this.data = data;
    }

    RpcException(int code, String reason) {
        this(code, reason, List.of());
    }

    static RpcException invalidParameters(String reason) {
        return new RpcException(INVALID_PARAMETERS, reason);
    }

    static RpcException reverted(String reason, Bytes data) {
        return new RpcException(REVERTED, reason, List.of(data));
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    Optional<Bytes> data() {
        return data.stream().findFirst();
    }
}
