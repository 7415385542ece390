package dev.pirn.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time: a plain number is seconds, {@code ms}, {@code s} and {@code m} may follow. */
final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m)?");

    @Override
    public Duration convert(String value) {
        Matcher form = FORM.matcher(value.strip());
        if (!form.matches())
            throw new TypeConversionException("'" + value + "' is not a time such as 30, 0.5s or 400ms");

        BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(nanosOf(form.group(2))));
        if (nanos.signum() == 0) throw new TypeConversionException("'" + value + "' is no time at all");
        return Duration.ofNanos(nanos.longValue());
    }

    private static long nanosOf(@Nullable String unit) {
        return switch (unit) {
            case "ms" -> 1_000_000L;
            case "m" -> 60_000_000_000L;
            case null, default -> 1_000_000_000L;
        };
    }
}
