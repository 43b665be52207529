/// `bench signatures`: many signatures checked at once, beside the libraries called in a loop.
@NullMarked
package io.chirograph.benchmarks.signatures;

import org.jspecify.annotations.NullMarked;
