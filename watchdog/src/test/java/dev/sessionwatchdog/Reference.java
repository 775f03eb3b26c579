package dev.sessionwatchdog;

/// One mention of another class in a compiled class.
///
/// @param from the class that mentions, with dots
/// @param member of it: a method or field with its name, or `class` for what belongs to no member
/// @param to the class that is mentioned, with dots
/// @param toMember the method or field that is used; empty when only the type is mentioned
record Reference(String from, String member, String to, String toMember) {

    String fromPackage() {
        return packageOf(from);
    }

    String toPackage() {
        return packageOf(to);
    }

    /// `java.lang.System.nanoTime`, or only the class where no member is used.
    String target() {
        return toMember.isEmpty() ? to : to + "." + toMember;
    }

    @Override
    public String toString() {
        return from + "#" + member + " -> " + target();
    }

    private static String packageOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }
}
