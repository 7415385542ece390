package dev.pirn;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes what a module's user can name, as sorted lines: each exported package, its public types, and indented their
 * public and protected members, with nullness.
 */
final class ApiDump {

    private static final int SHOWN =
            Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL | Modifier.VOLATILE;
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");
    private static final Pattern NULLABLE = Pattern.compile("@org\\.jspecify\\.annotations\\.Nullable(\\(\\))? ?");
    private static final Pattern JAVA_LANG = Pattern.compile("\\bjava\\.lang\\.(?=[@A-Z])");

    private final Path classes;

    private ApiDump(Path classes) {
        this.classes = classes;
    }

    /**
     * The lines of the module whose compiled classes lie in a directory, and which is on the class path.
     */
    static List<String> of(Path classes) throws IOException {
        return new ApiDump(classes).lines();
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String exported : exportedPackages()) {
            lines.add("package " + exported);
            for (Class<?> type : types(exported)) {
                lines.add("");
                lines.add(header(type));
                members(type).map(member -> "    " + member).sorted().forEach(lines::add);
            }
            lines.add("");
        }
        return lines;
    }

    private List<String> exportedPackages() throws IOException {
        try (var moduleInfo = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(moduleInfo).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .sorted()
                    .toList();
        }
    }

    private List<Class<?>> types(String packageName) throws IOException {
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> packageName + "." + name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .<Class<?>>map(ApiDump::load)
                    .filter(ApiDump::isVisible)
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiDump.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static boolean isVisible(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || !isVisible(type.getModifiers())) {
            return false;
        }
        return type.getDeclaringClass() == null || isVisible(type.getDeclaringClass());
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        String declared = type.toGenericString().replaceFirst("<.*", "");
        if (type.isInterface()) {
            declared = declared.replaceAll("abstract |static ", "");
        }
        String parents = parents(type).distinct().collect(joining(", "));
        return shorten(declared + typeParameters(type) + (parents.isEmpty() ? "" : " : " + parents));
    }

    private static Stream<String> parents(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces()))
                .filter(parent -> parent != Object.class)
                .flatMap(parent ->
                        isVisible(erasure(parent)) ? Stream.of(parent.getTypeName()) : parents(erasure(parent)));
    }

    private static Class<?> erasure(Type parent) {
        return (Class<?>) (parent instanceof ParameterizedType generic ? generic.getRawType() : parent);
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> inherited = Stream.concat(
                        Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .filter(parent -> !isVisible(parent))
                .flatMap(ApiDump::members);
        Stream<Member> own = Stream.of(
                        type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
                .flatMap(Arrays::stream);
        return Stream.concat(inherited, own.filter(ApiDump::isVisible).map(ApiDump::line))
                .distinct();
    }

    private static boolean isVisible(Member member) {
        Class<?> type = member.getDeclaringClass();
        boolean reachable = Modifier.isPublic(member.getModifiers())
                || (Modifier.isProtected(member.getModifiers()) && !Modifier.isFinal(type.getModifiers()));
        return reachable && !member.isSynthetic() && !OF_EVERY_OBJECT.contains(member.getName());
    }

    private static String line(Member member) {
        int shown = member.getDeclaringClass().isInterface() ? SHOWN & ~Modifier.ABSTRACT : SHOWN;
        String modifiers = Modifier.toString(member.getModifiers() & shown) + " ";
        return shorten(modifiers.stripLeading()
                + switch (member) {
                    case Field field -> field.getAnnotatedType() + " " + field.getName();
                    case Constructor<?> made -> signature(made, "new");
                    case Method method ->
                        (method.isDefault() ? "default " : "")
                                + signature(method, method.getAnnotatedReturnType() + " " + method.getName());
                    default -> throw new IllegalStateException(member.toString());
                });
    }

    private static String signature(Executable executable, String name) {
        String parameters = list("(", executable.getAnnotatedParameterTypes(), ")");
        if (executable.isVarArgs()) {
            parameters = parameters.replaceFirst("\\[]\\)$", "...)");
        }
        String thrown = list(" throws ", executable.getAnnotatedExceptionTypes(), "");
        return (typeParameters(executable) + " ").stripLeading()
                + name
                + (parameters.isEmpty() ? "()" : parameters)
                + thrown;
    }

    private static String typeParameters(GenericDeclaration generic) {
        return Stream.of(generic.getTypeParameters())
                .map(parameter -> parameter.getName() + bounds(parameter))
                .collect(joining(", ", "<", ">"))
                .replaceFirst("^<>$", "");
    }

    private static String bounds(TypeVariable<?> parameter) {
        String bounds = Stream.of(parameter.getAnnotatedBounds())
                .map(AnnotatedType::toString)
                .collect(joining(" & "));
        return bounds.equals("java.lang.Object") ? "" : " extends " + bounds;
    }

    private static String list(String before, AnnotatedType[] types, String after) {
        if (types.length == 0) {
            return "";
        }
        return Stream.of(types).map(AnnotatedType::toString).collect(joining(", ", before, after));
    }

    private static String shorten(String line) {
        String nullable = NULLABLE.matcher(line).replaceAll("@Nullable ");
        return JAVA_LANG.matcher(nullable).replaceAll("");
    }
}
