package dev.sessionwatchdog;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What compiled classes mention: calls, fields, method references, descriptors, generic signatures
/// and everything else in their constant pools.
final class CompiledClasses {

    private static final Pattern TYPE = Pattern.compile("L([\\w/$]+)[;<]");

    private final List<Reference> references = new ArrayList<>();

    private CompiledClasses() {}

    /// All classes of the place from which this one was loaded, be it a directory or a jar.
    static CompiledClasses beside(Class<?> one) throws Exception {
        Path place = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return below(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return below(jar.getPath("/"));
        }
    }

    private static CompiledClasses below(Path directory) throws IOException {
        CompiledClasses classes = new CompiledClasses();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
        for (Path file : files) {
            classes.read(Files.readAllBytes(file));
        }
        return classes;
    }

    static CompiledClasses of(List<byte[]> classes) {
        CompiledClasses read = new CompiledClasses();
        classes.forEach(read::read);
        return read;
    }

    CompiledClasses and(CompiledClasses other) {
        CompiledClasses both = new CompiledClasses();
        both.references.addAll(references);
        both.references.addAll(other.references);
        return both;
    }

    List<Reference> references() {
        return references;
    }

    private void read(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        new OneClass(model).read();
    }

    private final class OneClass {
        private final ClassModel model;
        private final String name;
        private final Set<Reference> found = new LinkedHashSet<>();

        OneClass(ClassModel model) {
            this.model = model;
            this.name = dotted(model.thisClass().asInternalName());
        }

        void read() {
            for (FieldModel field : model.fields()) {
                types(field.fieldName().stringValue(), field.fieldType().stringValue());
                field.findAttribute(Attributes.signature())
                        .ifPresent(signature ->
                                types(
                                        field.fieldName().stringValue(),
                                        signature.signature().stringValue()));
            }
            for (MethodModel method : model.methods()) {
                String member = method.methodName().stringValue();
                types(member, method.methodType().stringValue());
                method.findAttribute(Attributes.signature())
                        .ifPresent(signature -> types(member, signature.signature().stringValue()));
                method.code().ifPresent(code -> code(member, code));
            }
            model.findAttribute(Attributes.signature())
                    .ifPresent(signature -> types("class", signature.signature().stringValue()));
            pool();
            references.addAll(found);
        }

        private void code(String member, CodeModel code) {
            for (CodeElement element : code) {
                switch (element) {
                    case InvokeInstruction call -> {
                        uses(member, call.owner().asInternalName(), call.name().stringValue());
                        types(member, call.type().stringValue());
                    }
                    case FieldInstruction field -> {
                        uses(member, field.owner().asInternalName(), field.name().stringValue());
                        types(member, field.type().stringValue());
                    }
                    case InvokeDynamicInstruction dynamic -> {
                        types(member, dynamic.type().stringValue());
                        dynamic.bootstrapArgs().forEach(argument -> bootstrap(member, argument));
                    }
                    case ExceptionCatch caught ->
                            caught.catchType()
                                    .ifPresent(type -> uses(member, type.asInternalName(), ""));
                    default -> {}
                }
            }
        }

        private void bootstrap(String member, ConstantDesc argument) {
            if (argument instanceof DirectMethodHandleDesc handle) {
                types(member, handle.owner().descriptorString());
                uses(member, typeOf(handle.owner().descriptorString()), handle.methodName());
                types(member, handle.lookupDescriptor());
            } else if (argument instanceof MethodTypeDesc type) {
                types(member, type.descriptorString());
            }
        }

        /// What no member has mentioned yet: supertypes, annotations, casts, constants.
        private void pool() {
            for (PoolEntry entry : model.constantPool()) {
                if (entry instanceof ClassEntry type) {
                    uses("class", type.asInternalName(), "");
                } else if (entry instanceof MemberRefEntry member) {
                    String owner = dotted(member.owner().asInternalName());
                    String used = member.name().stringValue();
                    if (found.stream()
                            .noneMatch(it -> it.to().equals(owner) && it.toMember().equals(used))) {
                        uses("class", member.owner().asInternalName(), used);
                    }
                }
            }
        }

        private void types(String member, String descriptor) {
            Matcher matcher = TYPE.matcher(descriptor);
            while (matcher.find()) {
                uses(member, matcher.group(1), "");
            }
        }

        private void uses(String member, String internal, String used) {
            if (internal.startsWith("[")) {
                types(member, internal);
            } else {
                found.add(new Reference(name, member, dotted(internal), used));
            }
        }

        private static String typeOf(String descriptor) {
            return descriptor.substring(1, descriptor.length() - 1);
        }
    }

    private static String dotted(String internal) {
        return internal.replace('/', '.');
    }
}
