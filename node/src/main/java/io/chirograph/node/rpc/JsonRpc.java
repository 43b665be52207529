package io.chirograph.node.rpc;

import io.chirograph.ledger.ForgottenStateException;
import io.chirograph.types.Bytes;
import io.chirograph.types.InvariantViolation;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON-RPC 2.0, whatever carries it: one request or a batch in a body. Calls of a batch are answered one after the
/// other, each by itself: one that fails does not fail the others. Thread-safe.
final class JsonRpc {
    private static final Logger LOGGER = System.getLogger(JsonRpc.class.getName());
    private static final int NUMBER_CHARS_MAX = 100;
    private static final int NAME_CHARS_MAX = 256;

    private final RpcMethods methods;
    private final RpcLimits limits;
    private final JsonMapper mapper;

    JsonRpc(RpcMethods methods, RpcLimits limits) {
        this(methods, limits, mapper(limits));
    }

    private JsonRpc(RpcMethods methods, RpcLimits limits, JsonMapper mapper) {
        this.methods = methods;
        this.limits = limits;
        this.mapper = mapper;
    }

    private static JsonMapper mapper(RpcLimits limits) {
        return JsonMapper.builder(
                        JsonFactory.builder()
                                .streamReadConstraints(
                                        StreamReadConstraints.builder()
                                                .maxNestingDepth(limits.depthMax())
                                                .maxNumberLength(NUMBER_CHARS_MAX)
                                                .maxNameLength(NAME_CHARS_MAX)
                                                // The body's own limit is the one that
                                                // counts.
                                                .maxStringLength(Integer.MAX_VALUE)
                                                .build())
                                .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /// The same protocol with `methods`.
    JsonRpc with(RpcMethods methods) {
        return new JsonRpc(methods, limits, mapper);
    }

    /// The answer to a request or a batch of them; none when there are only notifications.
    ///
    /// @param body in UTF-8
    Optional<Bytes> answer(Bytes body) throws InterruptedException {
        JsonNode request;
        try {
            request = mapper.readTree(body.toArray());
        } catch (JacksonException e) {
            return Optional.of(bytes(notJson()));
        }
        if (request.isMissingNode()) {
            return Optional.of(bytes(notJson()));
        }
        return request.isArray()
                ? batch((ArrayNode) request)
                : answerTo(request, limits.responseBytesMax());
    }

    /// The length of a request that is answered.
    int requestBytesMax() {
        return limits.requestBytesMax();
    }

    private ObjectNode notJson() {
        return error(
                JsonNodeFactory.instance.nullNode(),
                new RpcException(
                        RpcException.PARSE,
                        "the body is not JSON, or nested deeper than " + limits.depthMax()));
    }

    private Optional<Bytes> batch(ArrayNode calls) throws InterruptedException {
        if (calls.isEmpty() || calls.size() > limits.batchCountMax()) {
            return Optional.of(
                    bytes(
                            error(
                                    JsonNodeFactory.instance.nullNode(),
                                    new RpcException(
                                            RpcException.INVALID_REQUEST,
                                            "the batch has "
                                                    + calls.size()
                                                    + " calls, 1 to "
                                                    + limits.batchCountMax()
                                                    + " are allowed"))));
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (JsonNode call : calls) {
            Optional<Bytes> answer = answerTo(call, limits.responseBytesMax() - joined.size());
            if (answer.isPresent()) {
                joined.write(joined.size() == 0 ? '[' : ',');
                joined.writeBytes(answer.get().toArray());
            }
        }
        if (joined.size() == 0) {
            return Optional.empty();
        }
        joined.write(']');
        return Optional.of(Bytes.owning(joined.toByteArray()));
    }

    /// The answer to one call; none to a notification, whatever came of it.
    private Optional<Bytes> answerTo(JsonNode call, int bytesMax) throws InterruptedException {
        JsonNode id = call.path("id");
        boolean isIdValid = id.isMissingNode() || id.isNull() || id.isString() || id.isNumber();
        if (!isRequest(call) || !isIdValid) {
            return Optional.of(
                    bytes(
                            error(
                                    isIdValid && !id.isMissingNode()
                                            ? id
                                            : JsonNodeFactory.instance.nullNode(),
                                    new RpcException(
                                            RpcException.INVALID_REQUEST,
                                            "a request is an object with jsonrpc \"2.0\", a"
                                                    + " method and an id"))));
        }
        ObjectNode answer;
        try {
            JsonNode result = call(call.path("method").stringValue(), call.path("params"));
            answer = answerOf(id).set("result", result);
        } catch (RpcException e) {
            answer = error(id, e);
        }
        if (id.isMissingNode()) {
            return Optional.empty();
        }
        Bytes bytes = bytes(answer);
        return Optional.of(
                bytes.size() <= bytesMax
                        ? bytes
                        : bytes(
                                error(
                                        id,
                                        new RpcException(
                                                RpcException.TOO_LONG,
                                                "the answer has "
                                                        + bytes.size()
                                                        + " bytes, "
                                                        + Math.max(bytesMax, 0)
                                                        + " are left; ask for less at a time"))));
    }

    private static boolean isRequest(JsonNode call) {
        JsonNode version = call.path("jsonrpc");
        return call.isObject()
                && version.isString()
                && version.stringValue().equals("2.0")
                && call.path("method").isString();
    }

    private JsonNode call(String name, JsonNode params) throws InterruptedException {
        RpcMethod method =
                methods.find(name)
                        .orElseThrow(() ->
                                new RpcException(
                                        RpcException.METHOD_NOT_FOUND,
                                        "the method "
                                                + Values.shown(name)
                                                + " does not exist/is not available"));
        ArrayNode values;
        if (Values.isAbsent(params)) {
            values = JsonNodeFactory.instance.arrayNode();
        } else if (params.isArray()) {
            values = (ArrayNode) params;
        } else {
            throw RpcException.invalidParameters("params must be an array");
        }
        try {
            return method.call(new RpcParameters(values));
        } catch (RpcException | InvariantViolation e) {
            throw e;
        } catch (ForgottenStateException e) {
            throw new RpcException(RpcException.REFUSED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "RPC call failed method=" + name, e);
            throw new RpcException(
                    RpcException.INTERNAL, "this node failed to answer; its log says why");
        }
    }

    private Bytes bytes(ObjectNode answer) {
        return Bytes.owning(mapper.writeValueAsBytes(answer));
    }

    private static ObjectNode answerOf(JsonNode id) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        return answer;
    }

    private static ObjectNode error(JsonNode id, RpcException problem) {
        ObjectNode answer = answerOf(id);
        ObjectNode error = answer.putObject("error");
        error.put("code", problem.code()).put("message", problem.reason());
        problem.data().ifPresent(data -> error.put("data", data.toHex()));
        return answer;
    }
}
