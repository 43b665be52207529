/// Finds passages by their words. The index is derived data: it holds no text that could be read back, only
/// words and where they are, remembers up to which change of the library it is complete, and is made
/// anew when it is damaged or belongs to another library.
///
/// Read [io.chirograph.knowledge.search.PassageIndex] first.
@NullMarked
package io.chirograph.knowledge.search;

import org.jspecify.annotations.NullMarked;
