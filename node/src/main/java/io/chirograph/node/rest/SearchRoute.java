package io.chirograph.node.rest;

import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.knowledge.search.Filter;
import io.chirograph.knowledge.search.SearchField;
import io.chirograph.knowledge.search.SearchRequest;
import io.chirograph.node.documents.DocumentService;
import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds passages.
final class SearchRoute {
    private static final Set<String> PARAMETERS = parameters();

    private final DocumentService documents;

    SearchRoute(DocumentService documents) {
        this.documents = documents;
    }

    private static Set<String> parameters() {
        Set<String> names = new HashSet<>(Set.of("q", "limit", "versions"));
        for (SearchField field : SearchField.values()) {
            names.add(name(field));
            if (field.isNumeric()) {
                names.add(name(field) + "Min");
                names.add(name(field) + "Max");
            }
        }
        return Set.copyOf(names);
    }

    private static String name(SearchField field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    HttpResponse search(HttpRequest request) {
        SearchRequest wanted = read(new Query(request, PARAMETERS));
        ObjectNode json = Json.object();
        ArrayNode hits = json.putArray("hits");
        documents.search(wanted).forEach(hit -> hits.add(Json.hit(hit)));
        return Json.answer(200, json);
    }

    private static SearchRequest read(Query query) {
        int limit = query.count("limit", SearchRequest.HITS_DEFAULT, SearchRequest.HITS_MAX);
        try {
            return new SearchRequest(query.required("q"), filters(query), versions(query), limit);
        } catch (IllegalArgumentException e) {
            throw new HttpException(400, String.valueOf(e.getMessage()));
        }
    }

    private static SearchRequest.Versions versions(Query query) {
        String text = query.text("versions").orElse("current");
        return switch (text) {
            case "current" -> SearchRequest.Versions.CURRENT;
            case "all" -> SearchRequest.Versions.ALL;
            default -> throw Query.wrong("versions", text, "current or all");
        };
    }

    private static List<Filter> filters(Query query) {
        List<Filter> filters = new ArrayList<>();
        for (SearchField field : SearchField.values()) {
            List<String> values =
                    query.all(name(field)).stream().map(value -> value(field, value)).toList();
            if (!values.isEmpty()) {
                filters.add(new Filter.In(field, values));
            }
            if (field.isNumeric()) {
                long low = query.number(name(field) + "Min", 0, Long.MAX_VALUE).orElse(0);
                long high =
                        query.number(name(field) + "Max", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
                if (low > 0 || high < Long.MAX_VALUE) {
                    filters.add(new Filter.Range(field, Long.toString(low), Long.toString(high)));
                }
            }
        }
        return filters;
    }

    /// A value as the index has it.
    private static String value(SearchField field, String text) {
        return switch (field) {
            case ID -> Query.hash(name(field), text).toHex();
            case OWNER -> Query.address(name(field), text).toHex();
            case KIND -> kind(text);
            case NAME, VERSION, HEIGHT -> text;
        };
    }

    private static String kind(String text) {
        return Arrays.stream(DocumentKind.values())
                .map(DocumentKind::name)
                .filter(name -> name.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() ->
                        Query.wrong(
                                "kind", text, "one of " + Arrays.toString(DocumentKind.values())));
    }
}
