package io.chirograph.crypto.wallet;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// The English words that stand for a wallet (BIP-39): each word is 11 bits, the last bits are a checksum.
public final class Mnemonic {
    private static final int WORD_BITS = 11;
    private static final int SEED_ROUNDS = 2048;
    private static final int SEED_BITS = 512;
    private static final int PHRASE_LENGTH_MAX = 24 * 9;

    /// The list of BIP-39, 2,048 words in alphabetical order.
    private static final List<String> WORDS = readWords();

    private final String phrase;

    private Mnemonic(String phrase) {
        this.phrase = phrase;
    }

    private static List<String> readWords() {
        try (InputStream in =
                Objects.requireNonNull(Mnemonic.class.getResourceAsStream("bip39-english.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param phrase 12, 15, 18, 21 or 24 words with single spaces
    /// @throws IllegalArgumentException when a word is not of the list or the checksum is wrong
    public static Mnemonic of(String phrase) {
        if (phrase.length() > PHRASE_LENGTH_MAX) {
            throw new IllegalArgumentException("a mnemonic has at most 24 words");
        }
        List<String> words = List.of(phrase.split(" ", -1));
        if (words.size() < 12 || words.size() > 24 || words.size() % 3 != 0) {
            throw new IllegalArgumentException(
                    "a mnemonic has 12, 15, 18, 21 or 24 words, not " + words.size());
        }
        int bits = words.size() * WORD_BITS;
        int checksumBits = bits / 33;
        BitSet given = bits(words);
        byte[] entropy = new byte[(bits - checksumBits) / 8];
        for (int bit = 0; bit < 8 * entropy.length; bit++) {
            if (given.get(bit)) {
                entropy[bit / 8] |= (byte) (0x80 >>> (bit % 8));
            }
        }
        MessageDigest sha256 = Hashes.newSha256();
        int checksum = sha256.digest(entropy)[0] & 0xff;
        for (int bit = 0; bit < checksumBits; bit++) {
            if (given.get(8 * entropy.length + bit) != ((checksum & (0x80 >>> bit)) != 0)) {
                throw new IllegalArgumentException(
                        "the mnemonic's checksum is wrong: a word is mistyped or out of place");
            }
        }
        return new Mnemonic(phrase);
    }

    private static BitSet bits(List<String> words) {
        BitSet bits = new BitSet(words.size() * WORD_BITS);
        for (int i = 0; i < words.size(); i++) {
            int index = WORDS.indexOf(words.get(i));
            if (index < 0) {
                throw new IllegalArgumentException(
                        "word %d of the mnemonic is not of the BIP-39 list".formatted(i + 1));
            }
            for (int bit = 0; bit < WORD_BITS; bit++) {
                bits.set(i * WORD_BITS + bit, (index & (1 << (WORD_BITS - 1 - bit))) != 0);
            }
        }
        return bits;
    }

    /// The 64 bytes keys are derived from.
    /// @param passphrase a second secret, often empty
    public Bytes seed(String passphrase) {
        String salt = Normalizer.normalize("mnemonic" + passphrase, Normalizer.Form.NFKD);
        try {
            return Bytes.owning(
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                            .generateSecret(
                                    new PBEKeySpec(
                                            phrase.toCharArray(),
                                            salt.getBytes(StandardCharsets.UTF_8),
                                            SEED_ROUNDS,
                                            SEED_BITS))
                            .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA512", e);
        }
    }

    @Override
    public String toString() {
        return "Mnemonic of " + phrase.split(" ").length + " words";
    }
}
