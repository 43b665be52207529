/// What tests of every module share. Never used in production.
@NullMarked
package io.chirograph.testkit;

import org.jspecify.annotations.NullMarked;
