package dev.pirn.pool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How objects go from one JVM to the other: the JDK's serialization, under a filter. */
final class Wire {

    /**
     * What both sides refuse to read unless the user says otherwise: classes that are known to run code when they are
     * deserialized, and chains of objects that would overflow the stack. All of the class path is allowed, because
     * only this user's own process, which has the token, can speak here.
     */
    static final String DEFAULT_FILTER = "maxdepth=2000;"
            + "!java.rmi.**;!sun.rmi.**;!javax.management.**;!com.sun.jndi.**;!com.sun.rowset.**;"
            + "!com.sun.org.apache.xalan.**;!com.sun.org.apache.bcel.**;"
            + "!org.apache.commons.collections.functors.**;!org.apache.commons.collections4.functors.**;"
            + "!org.codehaus.groovy.runtime.ConvertedClosure;!org.codehaus.groovy.runtime.MethodClosure;"
            + "!org.springframework.beans.factory.ObjectFactory;!com.mchange.v2.c3p0.**;*";

    private static final Pattern LAMBDA = Pattern.compile("(.*)\\$\\$Lambda.*");
    private static final int LONGEST_NAME = 200;

    private final ObjectInputFilter filter;
    private final ClassLoader loader;

    /**
     * @param filter what may be read; the JVM's own filter, if it has one, is asked as well
     * @param loader where classes are looked for
     */
    Wire(ObjectInputFilter filter, ClassLoader loader) {
        this.filter = ObjectInputFilter.merge(filter, ObjectInputFilter.Config.getSerialFilter());
        this.loader = loader;
    }

    static void write(@Nullable Object object, OutputStream out) throws IOException {
        ObjectOutputStream objects = new ObjectOutputStream(out);
        objects.writeObject(object);
        objects.flush();
    }

    /**
     * Serializes a function of the user's.
     *
     * @throws IllegalArgumentException if it cannot be, naming the class that is in the way
     */
    static byte[] bytesOf(Object function) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try {
            write(function, bytes);
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(whyNot(function, String.valueOf(e.getMessage())), e);
        } catch (IOException | StackOverflowError e) {
            throw new IllegalArgumentException(name(function) + " cannot be serialized for a worker: " + e, e);
        }
        return bytes.toByteArray();
    }

    private static String whyNot(Object function, String culprit) {
        String what = name(function);
        if (!name(culprit).equals(what)) {
            return what + " cannot be sent to a worker: it holds an object of class " + name(culprit)
                    + ", which is not serializable";
        }
        return what
                + " cannot be sent to a worker: it is not serializable. A lambda is if its type is ProcessPool.Call or"
                + " ProcessPool.Run, as in (ProcessPool.Call<String>) () -> …; a class is if it implements"
                + " Serializable";
    }

    @Nullable
    Object read(InputStream in) throws IOException, ClassNotFoundException {
        ObjectInputStream objects = new FilteredInput(in);
        objects.setObjectInputFilter(filter);
        return objects.readObject();
    }

    private final class FilteredInput extends ObjectInputStream {

        FilteredInput(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // knows the primitive types as well
            }
        }
    }

    /** How messages call a function: what its toString says. */
    static String name(Object function) {
        return name(String.valueOf(function));
    }

    /** Of a lambda's name, which is long and differs from run to run, only where it stands is of use. */
    private static String name(String text) {
        var lambda = LAMBDA.matcher(text);
        if (lambda.matches()) return "a lambda of " + lambda.group(1);
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…";
    }
}
