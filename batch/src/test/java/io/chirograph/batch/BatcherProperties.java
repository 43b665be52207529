package io.chirograph.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatcherProperties {
    @Test
    void losesDuplicatesAndReordersNothing() {
        for (int i = 0; i < 300; i++) {
            new Seed(Seed.of(0xba7c4).value() + i)
                    .run("batch", BatcherProperties.class, BatcherProperties::offerAndTake);
        }
    }

    private static void offerAndTake(Random random) {
        int countMax = random.nextInt(1, 11);
        long bytesMax = random.nextLong(1, 101);
        long ageMax = random.nextLong(20);
        Batcher<Integer> batcher =
                new Batcher<>(
                        new BatchPolicy.SizeOrAge<>(countMax, bytesMax, ageMax),
                        BatcherProperties::sizeOf,
                        random.nextInt(1, 31),
                        random.nextLong(1, 501));
        List<Integer> accepted = new ArrayList<>();
        List<Long> offeredAt = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        long now = random.nextLong();
        for (int item = 0; item < 500; item++) {
            now += random.nextInt(5);
            if (batcher.offer(item, now)) {
                accepted.add(item);
                offeredAt.add(now);
            }
            if (batcher.waitingCount() > 0) {
                long waited = now - offeredAt.get(taken.size());
                boolean isDue =
                        batcher.waitingCount() >= countMax
                                || batcher.waitingBytes() >= bytesMax
                                || waited >= ageMax;
                assertThat(batcher.isDue(now)).isEqualTo(isDue);
            }
            if (random.nextInt(3) == 0) {
                List<Integer> batch = batcher.take(now);
                assertThat(batch).hasSizeLessThanOrEqualTo(countMax);
                long bytes = batch.stream().mapToLong(BatcherProperties::sizeOf).sum();
                assertThat(batch.size() == 1 || bytes <= bytesMax).isTrue();
                taken.addAll(batch);
            }
        }
        while (batcher.waitingCount() > 0) {
            taken.addAll(batcher.take(now));
        }
        assertThat(taken).isEqualTo(accepted);
        assertThat(batcher.waitingBytes()).isZero();
    }

    private static long sizeOf(int item) {
        return item * 7L % 40;
    }
}
