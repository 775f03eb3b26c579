package dev.sessionwatchdog.sweep;

import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Reads the configuration again because a verb asked for it, and says what came of it.
@FunctionalInterface
public interface RequestedReload {

    /// The verb of the request.
    String VERB = "reload";

    /// In the data of the reply: true when the file has errors or a root that cannot be had, which
    /// the message names.
    String REJECTED = "rejected";

    Reply reload() throws IOException;

    /// What holds is what the words say is different.
    static Reply accepted(String words) {
        return new Reply(Reply.Kind.DONE, words, Optional.empty());
    }

    /// What was in force stays.
    ///
    /// @param words all that is wrong
    static Reply rejected(String words) {
        return new Reply(
                Reply.Kind.REFUSED,
                words,
                Optional.of(JsonMapper.shared().createObjectNode().put(REJECTED, true)));
    }
}
