/// `bench signatures`: the senders of many transactions recovered at once, beside the library called in a loop.
@NullMarked
package io.chirograph.benchmarks.signatures;

import org.jspecify.annotations.NullMarked;
