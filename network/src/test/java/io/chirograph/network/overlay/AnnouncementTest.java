package io.chirograph.network.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.SigningKey;
import io.chirograph.network.overlay.Announcement.Kind;
import io.chirograph.network.overlay.Directory.Verdict;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final Hash32 GENESIS = Hash32.fromHex("0x" + "11".repeat(32));
    private static final SigningKey KEY = SigningKey.of(Hash32.fromHex("0x" + "42".repeat(32)));
    private static final long NOW = 1_790_000_000_000L;

    private final Directory directory = new Directory(GENESIS, Set.of(KEY.address()));

    private static Announcement said(Kind kind, long sequence, String host) {
        return Announcement.sign(GENESIS, KEY.address(), KEY::sign, kind, sequence, host, 30303);
    }

    @Test
    void comesBackFromItsFrameAsItWas() {
        OverlayFrame news = new OverlayFrame.News(List.of(said(Kind.LEAVE, NOW, "fe80::1%eth0")));

        assertThat(OverlayFrame.decode(news.encode())).isEqualTo(news);
    }

    @Test
    void onlyWhatIsNewerIsNews() {
        assertThat(directory.offer(said(Kind.JOIN, NOW, "a.example"), NOW)).isEqualTo(Verdict.NEWS);
        assertThat(directory.offer(said(Kind.JOIN, NOW, "b.example"), NOW))
                .isEqualTo(Verdict.KNOWN);
        assertThat(directory.offer(said(Kind.JOIN, NOW - 5_000, "b.example"), NOW))
                .isEqualTo(Verdict.KNOWN);
        assertThat(directory.offer(said(Kind.JOIN, NOW + 5_000, "c.example"), NOW))
                .isEqualTo(Verdict.NEWS);
        assertThat(directory.of(KEY.address()).orElseThrow().host()).isEqualTo("c.example");
    }

    @Test
    void nobodySpeaksForAnother() {
        SigningKey other = SigningKey.of(Hash32.fromHex("0x" + "43".repeat(32)));
        Announcement forged =
                Announcement.sign(
                        GENESIS, KEY.address(), other::sign, Kind.JOIN, NOW, "evil.example", 1);
        Announcement stranger =
                Announcement.sign(
                        GENESIS, other.address(), other::sign, Kind.JOIN, NOW, "evil.example", 1);
        Hash32 elsewhere = Hash32.fromHex("0x" + "22".repeat(32));
        Announcement ofAnotherNetwork =
                Announcement.sign(
                        elsewhere, KEY.address(), KEY::sign, Kind.JOIN, NOW, "a.example", 1);

        assertThat(directory.offer(forged, NOW)).isEqualTo(Verdict.FORGED);
        assertThat(directory.offer(stranger, NOW)).isEqualTo(Verdict.STRANGER);
        assertThat(directory.offer(ofAnotherNetwork, NOW)).isEqualTo(Verdict.FORGED);
        assertThat(directory.all()).isEmpty();
    }

    @Test
    void oldAndFutureOnesDoNotCountAndOldOnesAreForgotten() {
        long old = NOW - Directory.AGE_MILLIS_MAX;
        assertThat(directory.offer(said(Kind.JOIN, old, "a.example"), NOW))
                .isEqualTo(Verdict.UNTIMELY);
        assertThat(
                        directory.offer(
                                said(Kind.JOIN, NOW + Directory.FUTURE_MILLIS_MAX, "a.example"),
                                NOW))
                .isEqualTo(Verdict.UNTIMELY);
        assertThat(directory.offer(said(Kind.JOIN, old + 1, "a.example"), NOW))
                .isEqualTo(Verdict.NEWS);
        assertThat(directory.expire(NOW)).isFalse();
        assertThat(directory.expire(NOW + 1)).isTrue();
        assertThat(directory.all()).isEmpty();
    }

    @Test
    void whoSaysTooMuchIsHeardAgainLater() {
        for (int i = 0; i < Directory.NEWS_AT_ONCE; i++) {
            assertThat(directory.offer(said(Kind.JOIN, NOW + i, "a.example"), NOW))
                    .isEqualTo(Verdict.NEWS);
        }
        Announcement last = said(Kind.LEAVE, NOW + 100, "a.example");

        assertThat(directory.offer(last, NOW + 999)).isEqualTo(Verdict.TOO_MUCH);
        assertThat(directory.offer(last, NOW + 1_000)).isEqualTo(Verdict.NEWS);
    }

    @Test
    void whoIsNoMemberAnyMoreIsForgotten() {
        directory.offer(said(Kind.JOIN, NOW, "a.example"), NOW);

        directory.replaceMembers(Set.of());

        assertThat(directory.all()).isEmpty();
    }

    @Test
    void hostsThatAreNoneAndBytesThatAreNoFrameAreRefused() {
        assertThatThrownBy(() -> said(Kind.JOIN, NOW, "a\nb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host");
        Bytes good = new OverlayFrame.News(List.of(said(Kind.JOIN, NOW, "a.example"))).encode();
        for (int size = 0; size < good.size(); size++) {
            Bytes cut = good.slice(0, size);
            assertThatThrownBy(() -> OverlayFrame.decode(cut)).isInstanceOf(RlpException.class);
        }
    }
}
