package dev.sessionwatchdog.service;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/// A property list, read as strictly as its document type says: a `dict` is keys and values in
/// turn.
public final class PropertyList {

    private PropertyList() {}

    /// The top dictionary of a file.
    public static Map<String, Object> read(Path file) throws Exception {
        return parse(Files.readString(file));
    }

    /// @return dictionaries as maps, arrays as lists, and strings, numbers and truth values
    public static Map<String, Object> parse(String text) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
        builder.setEntityResolver((_, _) -> new InputSource(new StringReader("")));
        Element plist = builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
        if (!plist.getTagName().equals("plist") || elements(plist).size() != 1) {
            throw new IllegalArgumentException("not one value in one plist");
        }
        return dictionary(elements(plist).getFirst());
    }

    private static Map<String, Object> dictionary(Element dict) {
        List<Element> children = elements(dict);
        if (!dict.getTagName().equals("dict") || children.size() % 2 != 0) {
            throw new IllegalArgumentException("not a dict of keys and values: " + dict);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int at = 0; at < children.size(); at += 2) {
            String key = children.get(at).getTextContent();
            if (!children.get(at).getTagName().equals("key")
                    || values.put(key, value(children.get(at + 1))) != null) {
                throw new IllegalArgumentException("no key, or one twice: " + key);
            }
        }
        return values;
    }

    private static Object value(Element element) {
        return switch (element.getTagName()) {
            case "dict" -> dictionary(element);
            case "array" -> elements(element).stream().map(PropertyList::value).toList();
            case "string" -> element.getTextContent();
            case "integer" -> Long.parseLong(element.getTextContent());
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("no value: " + element.getTagName());
        };
    }

    private static List<Element> elements(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node at = parent.getFirstChild(); at != null; at = at.getNextSibling()) {
            if (at instanceof Element element) {
                found.add(element);
            } else if (at.getNodeType() == Node.TEXT_NODE && !at.getTextContent().isBlank()) {
                throw new IllegalArgumentException("text beside values: " + at.getTextContent());
            }
        }
        return found;
    }
}
