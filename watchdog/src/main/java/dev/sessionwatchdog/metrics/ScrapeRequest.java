package dev.sessionwatchdog.metrics;

import dev.sessionwatchdog.store.time.SystemTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The head of one request (RFC 9112), as far as it matters here: what is asked, by which method,
/// and by which name of this machine. A body is not read.
///
/// @param headOnly whether the answer has no body
record ScrapeRequest(Answer answer, boolean headOnly) {

    enum Answer {
        METRICS("200 OK"),
        BAD("400 Bad Request"),
        FORBIDDEN("403 Forbidden"),
        NOT_FOUND("404 Not Found"),
        NOT_ALLOWED("405 Method Not Allowed"),
        TIMEOUT("408 Request Timeout"),
        TOO_LARGE("431 Request Header Fields Too Large");

        private final String status;

        Answer(String status) {
            this.status = status;
        }
    }

    private static final int MOST_BYTES = 8 * 1024;

    private static final Pattern LINE = Pattern.compile("([A-Z]{1,20}) (/[!-~]*) HTTP/1\\.[01]");

    /// A web page may let its own name point at us (DNS rebinding); such a request says that name.
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(?i)(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

    /// @param patience for all of it, in milliseconds
    static ScrapeRequest read(Socket client, int patience) throws IOException {
        long deadline = SystemTime.monotonicNanos() + patience * 1_000_000L;
        InputStream in = client.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        byte[] part = new byte[1024];
        while (true) {
            int left = (int) ((deadline - SystemTime.monotonicNanos()) / 1_000_000);
            if (left <= 0) {
                return new ScrapeRequest(Answer.TIMEOUT, false);
            }
            client.setSoTimeout(left);
            int count;
            try {
                count = in.read(part);
            } catch (SocketTimeoutException slow) {
                return new ScrapeRequest(Answer.TIMEOUT, false);
            }
            if (count < 0) {
                return new ScrapeRequest(Answer.BAD, false);
            }
            head.write(part, 0, count);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                return of(text.substring(0, end));
            }
            if (head.size() > MOST_BYTES) {
                return new ScrapeRequest(Answer.TOO_LARGE, false);
            }
        }
    }

    /// @param head without the empty line at its end
    static ScrapeRequest of(String head) {
        List<String> lines = List.of(head.split("\r\n", -1));
        var line = LINE.matcher(lines.getFirst());
        if (!line.matches()) {
            return new ScrapeRequest(Answer.BAD, false);
        }
        String method = line.group(1);
        boolean headOnly = method.equals("HEAD");
        String path = line.group(2).split("\\?", 2)[0];
        if (host(lines).filter(name -> THIS_MACHINE.matcher(name).matches()).isEmpty()) {
            return new ScrapeRequest(Answer.FORBIDDEN, headOnly);
        }
        if (!path.equals("/metrics")) {
            return new ScrapeRequest(Answer.NOT_FOUND, headOnly);
        }
        return new ScrapeRequest(
                headOnly || method.equals("GET") ? Answer.METRICS : Answer.NOT_ALLOWED, headOnly);
    }

    /// The one that is said; empty if none is, or more than one.
    private static Optional<String> host(List<String> lines) {
        List<String> hosts = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.toLowerCase(Locale.ROOT).startsWith("host:")) {
                hosts.add(line.substring(5).strip());
            }
        }
        return hosts.size() == 1 ? Optional.of(hosts.getFirst()) : Optional.empty();
    }

    byte[] response(String contentType, byte[] body) {
        String head =
                "HTTP/1.1 "
                        + answer.status
                        + "\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\n"
                        + (answer == Answer.METRICS ? "Content-Type: " + contentType + "\r\n" : "")
                        + (answer == Answer.NOT_ALLOWED ? "Allow: GET, HEAD\r\n" : "")
                        + "Content-Length: "
                        + body.length
                        + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream(head.length() + body.length);
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        if (!headOnly) {
            all.writeBytes(body);
        }
        return all.toByteArray();
    }
}
