@NullMarked
package io.chirograph.testkit;

import org.jspecify.annotations.NullMarked;
