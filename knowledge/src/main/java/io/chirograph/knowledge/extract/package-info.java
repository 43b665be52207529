/// From a file's bytes to its text, and from the text to passages. The same bytes always give the same
/// text and passages, on any machine: what a document's extractor found can be checked by anyone who has
/// the document.
///
/// Read [io.chirograph.knowledge.extract.DocumentReader] first, then
/// [io.chirograph.knowledge.extract.PassageSplitter].
///
/// Text is well-formed Unicode with `\n` between lines and an empty line between paragraphs; a heading is
/// a line that starts with one to six `#` and a space. Files come from anywhere, so every reader works
/// within [io.chirograph.knowledge.extract.ReadingLimits], and whatever is wrong with a file is a result,
/// never an exception.
@NullMarked
package io.chirograph.knowledge.extract;

import org.jspecify.annotations.NullMarked;
