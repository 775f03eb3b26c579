package dev.sessionwatchdog;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Classes that exist only for one test, compiled in memory.
final class Synthetic {

    private Synthetic() {}

    /// Compiles one source file.
    ///
    /// @param name of its top-level class, with its package
    static CompiledClasses compiled(String name, String source) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        List<ByteArrayOutputStream> classes = new ArrayList<>();
        JavaFileManager memory =
                new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location,
                            String className,
                            JavaFileObject.Kind kind,
                            FileObject sibling) {
                        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                        classes.add(bytes);
                        return new Written(className, kind, bytes);
                    }
                };
        boolean done =
                compiler.getTask(
                                null,
                                memory,
                                null,
                                List.of(),
                                null,
                                List.of(new Text(name, source)))
                        .call();
        if (!done) {
            throw new IllegalArgumentException("does not compile: " + name);
        }
        return CompiledClasses.of(
                classes.stream().map(ByteArrayOutputStream::toByteArray).toList());
    }

    /// Compiles one source file into a directory of a class path.
    ///
    /// @param options of the compiler
    static void compiledTo(Path directory, String name, String source, String... options) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        List<String> all = new ArrayList<>(List.of("-d", directory.toString()));
        all.addAll(List.of(options));
        boolean done =
                compiler.getTask(null, null, null, all, null, List.of(new Text(name, source)))
                        .call();
        if (!done) {
            throw new IllegalArgumentException("does not compile: " + name);
        }
    }

    private static URI uri(String name, JavaFileObject.Kind kind) {
        return URI.create("memory:///" + name.replace('.', '/') + kind.extension);
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String source;

        Text(String name, String source) {
            super(uri(name, Kind.SOURCE), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    private static final class Written extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes;

        Written(String name, Kind kind, ByteArrayOutputStream bytes) {
            super(uri(name, kind), kind);
            this.bytes = bytes;
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }
}
