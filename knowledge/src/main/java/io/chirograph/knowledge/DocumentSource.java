package io.chirograph.knowledge;

import io.chirograph.types.Bytes;
import java.io.IOException;

/// A file that is to be taken in: on disk, in an upload, in an archive.
public interface DocumentSource {
    /// The document's name, with the extension that tells its kind.
    String name();

    /// Reads the whole file.
    /// @param bytesMax of a larger one, one byte more may be returned instead of the whole
    /// @throws IOException when it can't be read; only this document fails
    Bytes load(int bytesMax) throws IOException;
}
