package dev.sessionwatchdog.observation;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// One session's entry, as far as a lock asks for it (`facts/upstream.md` c).
///
/// A gateway looks for a transcript's lock beside the entry's `sessionFile` and beside the file
/// that the `sessionId` stands for (read in the published 2026.5.22), so both count. Of members
/// that are there twice all count: doubt favours the running session.
///
/// @param ids the `sessionId`s
/// @param transcripts the last names of the `sessionFile`s
/// @param running whether its `status` is exactly `running`
record SessionEntry(Set<String> ids, Set<String> transcripts, boolean running) {

    /// Whole texts are only made of the members that we ask for; what is skipped may be of any
    /// length, as prompts are.
    static final TokenStreamFactory JSON =
            JsonFactory.builder()
                    // An index may have a hundred thousand different keys; none is worth keeping.
                    .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(-1)
                                    .maxStringLength(8 * 1024)
                                    .maxNumberLength(1 << 20)
                                    .maxNestingDepth(1_000)
                                    .build())
                    .build();

    /// Reads the value at which the parser stands, to its end. What is no object is an entry of no
    /// session.
    static SessionEntry read(JsonParser parser) {
        Set<String> ids = new HashSet<>();
        Set<String> transcripts = new HashSet<>();
        boolean running = false;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new SessionEntry(ids, transcripts, running);
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                continue;
            }
            switch (member) {
                case "sessionId" -> ids.add(parser.getString());
                case "sessionFile" -> transcripts.add(lastName(parser.getString()));
                case "status" -> running |= parser.getString().equals("running");
                default -> {}
            }
        }
        return new SessionEntry(ids, transcripts, running);
    }

    private static String lastName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
