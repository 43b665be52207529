package io.chirograph.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.chirograph.types.Bytes;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RouterTest {
    private static final String TOKEN = "0123456789abcdef";

    private final Router router =
            new Router()
                    .exact("GET", "/", named("root"))
                    .exact("POST", "/", named("rpc"))
                    .exact("GET", "/files/index", named("index"))
                    .prefix("GET", "/files/", named("files"))
                    .prefix("GET", "/files/deep/", named("deep"));

    private static HttpHandler named(String name) {
        return _ -> HttpResponse.text(200, name);
    }

    private static HttpRequest request(String method, String path) {
        return new HttpRequest(
                method, path, Map.of(), Map.of(), Bytes.EMPTY, InetAddress.getLoopbackAddress());
    }

    private static HttpRequest showing(String authorization) {
        return new HttpRequest(
                "GET",
                "/",
                Map.of(),
                Map.of("authorization", List.of(authorization)),
                Bytes.EMPTY,
                InetAddress.getLoopbackAddress());
    }

    private String chosen(String method, String path) throws InterruptedException {
        return router.handle(request(method, path)).body().toUtf8();
    }

    @Test
    void prefersTheExactPathAndThenTheLongestPrefix() throws Exception {
        assertThat(chosen("GET", "/")).isEqualTo("root");
        assertThat(chosen("POST", "/")).isEqualTo("rpc");
        assertThat(chosen("GET", "/files/index")).isEqualTo("index");
        assertThat(chosen("GET", "/files/other")).isEqualTo("files");
        assertThat(chosen("GET", "/files/deep/other")).isEqualTo("deep");
        assertThat(chosen("HEAD", "/files/deep/other")).isEqualTo("deep");
    }

    @Test
    void saysWhatAPathIsForWhenTheMethodIsWrong() throws Exception {
        HttpResponse response = router.handle(request("PUT", "/"));

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers()).containsEntry("Allow", "GET, POST");
    }

    @Test
    void answers404WhereNothingIs() {
        assertThatExceptionOfType(HttpException.class)
                .isThrownBy(() -> router.handle(request("GET", "/file")))
                .satisfies(e -> assertThat(e.status()).isEqualTo(404));
    }

    @Test
    void takesOneHandlerPerPathAndMethod() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> router.exact("GET", "/", named("again")))
                .withMessageContaining("GET /");
    }

    @Test
    void aGuardedHandlerAnswersOnlyThoseWhoShowTheToken() throws Exception {
        HttpHandler guarded = new BearerToken(TOKEN).guard(named("inside"));

        assertThat(guarded.handle(showing("Bearer " + TOKEN)).body().toUtf8()).isEqualTo("inside");
        assertThat(guarded.handle(showing("bearer " + TOKEN)).status()).isEqualTo(200);
        assertThat(guarded.handle(showing("Bearer " + TOKEN + "0")).status()).isEqualTo(401);
        assertThat(guarded.handle(showing("Basic " + TOKEN)).status()).isEqualTo(401);
        assertThat(guarded.handle(request("GET", "/")).status()).isEqualTo(401);
    }

    @Test
    void aTokenMustNotBeGuessable() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BearerToken("short"));
    }
}
