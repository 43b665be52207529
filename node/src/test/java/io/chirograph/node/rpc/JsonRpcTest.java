package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import io.chirograph.types.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The protocol, with methods that are there for nothing else.
final class JsonRpcTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpRpc rpc =
            new HttpRpc(
                    new JsonRpc(
                            new RpcMethods()
                                    .add("count", _ -> Values.json("0x" + calls.incrementAndGet()))
                                    .add("echo", parameters -> parameters.required(0, "anything"))
                                    .add("long", _ -> Values.json("x".repeat(3000)))
                                    .add(
                                            "revert",
                                            _ -> {
                                                throw RpcException.reverted("no", Bytes.EMPTY);
                                            })
                                    .add(
                                            "broken",
                                            _ -> {
                                                throw new IllegalStateException("secret detail");
                                            }),
                            new RpcLimits(
                                    20_000,
                                    3,
                                    8,
                                    8000,
                                    1_000_000,
                                    Duration.ofSeconds(5),
                                    1,
                                    1,
                                    Duration.ofMinutes(1))));

    private HttpResponse post(String body, String type) throws InterruptedException {
        return rpc.handle(
                new HttpRequest(
                        "POST",
                        "/",
                        Map.of(),
                        Map.of("content-type", List.of(type)),
                        Bytes.ofUtf8(body),
                        InetAddress.getLoopbackAddress()));
    }

    private String answer(String body) throws InterruptedException {
        HttpResponse response = post(body, "application/json");
        assertThat(response.status()).isEqualTo(200);
        return response.body().toUtf8();
    }

    private JsonNode json(String body) throws InterruptedException {
        return JsonMapper.shared().readTree(answer(body));
    }

    private int errorCode(String body) throws InterruptedException {
        return json(body).path("error").path("code").intValue();
    }

    private static String call(String method, String params, String id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s,\"id\":%s}"
                .formatted(method, params, id);
    }

    @Test
    void answersWithTheIdOfTheCall() throws Exception {
        assertThat(answer(call("echo", "[7]", "1")))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":7}");
        assertThat(answer(call("echo", "[\"a\"]", "\"x\"")))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":\"a\"}");
        assertThat(answer(call("echo", "[[]]", "null")))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":[]}");
    }

    @Test
    void takesParametersThatAreMissing() throws Exception {
        assertThat(json("{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1}").path("result"))
                .isEqualTo(Values.json("0x1"));
        assertThat(errorCode(call("echo", "[]", "1"))).isEqualTo(-32602);
        assertThat(errorCode(call("echo", "[null]", "1"))).isEqualTo(-32602);
        assertThat(errorCode(call("echo", "{\"a\":1}", "1"))).isEqualTo(-32602);
    }

    @Test
    void answersWhatIsNotJsonWithAParseError() throws Exception {
        for (String bad : List.of("", "{", "[1,", "{} {}", "[".repeat(9) + "]".repeat(9))) {
            assertThat(errorCode(bad)).as(bad).isEqualTo(-32700);
        }
    }

    @Test
    void answersWhatIsNoRequestAsInvalid() throws Exception {
        for (String bad :
                List.of(
                        "1",
                        "{}",
                        "{\"jsonrpc\":\"1.0\",\"method\":\"count\",\"id\":1}",
                        "{\"jsonrpc\":\"2.0\",\"method\":1,\"id\":1}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":{}}",
                        "[]")) {
            assertThat(errorCode(bad)).as(bad).isEqualTo(-32600);
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void answersAnUnknownMethodSoThatClientsFallBack() throws Exception {
        assertThat(errorCode(call("eth_unknown", "[]", "1"))).isEqualTo(-32601);
    }

    @Test
    void executesANotificationAndAnswersNothing() throws Exception {
        HttpResponse response =
                post("{\"jsonrpc\":\"2.0\",\"method\":\"count\"}", "application/json");

        assertThat(response.status()).isEqualTo(204);
        assertThat(calls).hasValue(1);
    }

    @Test
    void answersABatchCallByCall() throws Exception {
        JsonNode answers =
                json(
                        "[%s,%s,{\"jsonrpc\":\"2.0\",\"method\":\"count\"}]"
                                .formatted(call("broken", "[]", "1"), call("echo", "[2]", "2")));

        assertThat(answers.size()).isEqualTo(2);
        assertThat(answers.get(0).path("error").path("code").intValue()).isEqualTo(-32603);
        assertThat(answers.get(1).path("result").intValue()).isEqualTo(2);
        assertThat(calls).hasValue(1);
    }

    @Test
    void answersABatchOfInvalidCallsOneByOne() throws Exception {
        JsonNode answers = json("[1,2]");

        assertThat(answers.size()).isEqualTo(2);
        assertThat(answers.get(0).path("error").path("code").intValue()).isEqualTo(-32600);
    }

    @Test
    void refusesABatchAboveTheLimitAsAWhole() throws Exception {
        String one = call("count", "[]", "1");

        assertThat(errorCode("[%s,%s,%s,%s]".formatted(one, one, one, one))).isEqualTo(-32600);
        assertThat(calls).hasValue(0);
    }

    @Test
    void boundsTheAnswersOfABatchTogether() throws Exception {
        String one = call("long", "[]", "1");

        JsonNode answers = json("[%s,%s,%s]".formatted(one, one, one));

        assertThat(answers.get(1).path("result").stringValue()).hasSize(3000);
        assertThat(answers.get(2).path("error").path("code").intValue()).isEqualTo(-32003);
    }

    @Test
    void tellsARevertWithItsDataEvenWhenEmpty() throws Exception {
        JsonNode error = json(call("revert", "[]", "1")).path("error");

        assertThat(error.path("code").intValue()).isEqualTo(3);
        assertThat(error.path("data").stringValue()).isEqualTo("0x");
    }

    @Test
    void tellsNothingOfItsOwnFaults() throws Exception {
        assertThat(answer(call("broken", "[]", "1"))).contains("-32603").doesNotContain("secret");
    }

    @Test
    void wantsJson() {
        assertThatExceptionOfType(HttpException.class)
                .isThrownBy(() -> post(call("count", "[]", "1"), "text/plain"))
                .satisfies(e -> assertThat(e.status()).isEqualTo(415));
        assertThat(calls).hasValue(0);
    }

    @Test
    void takesJsonWithACharset() throws Exception {
        assertThat(post(call("count", "[]", "1"), "Application/JSON; charset=utf-8").status())
                .isEqualTo(200);
    }
}
