/// The REST API under `/api/v1`: documents, search, status. Read [io.chirograph.node.rest.RestApi] first.
///
/// | request | answer |
/// |---|---|
/// | `POST`, `PUT /api/v1/documents?name=NAME&reader=ADDRESS…`, the bytes as body | 201 registered, 200 unchanged, 202 submitted, 422 unreadable, 503 not registered |
/// | `GET /api/v1/documents?after=ID&limit=COUNT` | a page in the order of ids, and `next` when there are more |
/// | `GET /api/v1/documents/ID` | what is known of it |
/// | `GET /api/v1/documents/ID/content` | its bytes |
/// | `GET /api/v1/documents/ID/proof?passage=INDEX&content=true` | a proof file of a passage, of the whole content when no passage is named, or of both |
/// | `DELETE /api/v1/documents/ID` | 200 withdrawn and deleted, 202 under way |
/// | `GET /api/v1/search?q=TEXT&limit=COUNT` and filters | `hits`, best first |
/// | `GET /api/v1/status` | the node at this moment |
///
/// Search filters are `id`, `owner`, `name`, `kind`, `version` and `height` (one of the values given), `versionMin`,
/// `versionMax`, `heightMin`, `heightMax`, and `versions=all` for old versions too.
///
/// All of it wants the node's token. A parameter that is unknown, given twice or out of bounds is answered 400
/// with its name, value and limit.
@NullMarked
package io.chirograph.node.rest;

import org.jspecify.annotations.NullMarked;
