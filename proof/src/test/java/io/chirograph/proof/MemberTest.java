package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.types.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberTest {
    private static final Member MEMBER = TestMembers.member(0);
    private static final String JSON = MEMBER.toJson().toUtf8();

    @Test
    void readsBackWhatItWrote() {
        assertThat(Member.fromJson(MEMBER.toJson())).isEqualTo(MEMBER);
    }

    @Test
    void nobodyCanPutAnotherTlsKeyAccountOrNameUnderItsSigningKey() {
        Member other = TestMembers.member(1);
        for (String forged :
                new String[] {
                    JSON.replace(MEMBER.tlsPublicKey().toHex(), other.tlsPublicKey().toHex()),
                    JSON.replace(MEMBER.account().toHex(), other.account().toHex()),
                    JSON.replace("member-0", "member-x"),
                    JSON.replace(
                            MEMBER.signingKey().uncompressed().toHex(),
                            other.signingKey().uncompressed().toHex())
                }) {
            assertThat(forged).isNotEqualTo(JSON);
            assertThatThrownBy(() -> Member.fromJson(Bytes.ofUtf8(forged)))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("binding");
        }
    }

    @Test
    void mayMoveToAnotherEndpoint() {
        Member moved =
                Member.fromJson(Bytes.ofUtf8(JSON.replace("127.0.0.1", "validator.example.org")));
        assertThat(moved.endpoint()).isEqualTo("validator.example.org:30303");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"port\" : 30303 | \"port\" : 0 | member file.port is 0, allowed are 1 to 65535",
                "\"port\" : 30303 | \"port\" : \"1\" | member file.port is \"1\", a whole number",
                "\"port\" : 30303 | \"port\" : 1.5 | a whole number is needed",
                "\"port\"         | \"prot\"       | lacks the field 'port'; it has 'prot'",
                "\"port\" : 30303 | \"port\" : 1, \"tlsKey\" : 1 | unknown field 'tlsKey'",
                "\"port\" : 30303 | \"port\" : 1, \"hosts\" : 1 | did you mean 'host'?",
                "\"port\" : 30303 | \"port\" : 1, \"port\" : 1 | Duplicate",
                "\"127.0.0.1\"    | \"a b\"        | must be a host name",
                "\"member-0\"     | \"\"           | must be 1 to 64 letters",
                "\"member-0\"     | 7              | a string is needed",
            })
    void tellsWhatIsWrongWithAFile(String part, String replacement, String message) {
        assertThat(JSON).contains(part);
        assertThatThrownBy(() -> Member.fromJson(Bytes.ofUtf8(JSON.replace(part, replacement))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesTextThatIsNotOneObject() {
        for (String text : new String[] {"", "[]", "null", JSON + "{}", JSON + "x", "{"}) {
            assertThatThrownBy(() -> Member.fromJson(Bytes.ofUtf8(text)))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> Member.fromJson(Bytes.owning(new byte[Member.FILE_BYTES_MAX + 1])))
                .hasMessageContaining("at most " + Member.FILE_BYTES_MAX);
    }
}
