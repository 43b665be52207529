@NullMarked
package io.chirograph.batch;

import org.jspecify.annotations.NullMarked;
