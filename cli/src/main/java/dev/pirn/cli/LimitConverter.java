package dev.pirn.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many lines are wanted at most; 0 for all. */
final class LimitConverter implements ITypeConverter<Integer> {

    static final int ALL = 0;

    @Override
    public Integer convert(String value) {
        try {
            int limit = Integer.parseInt(value.strip());
            if (limit >= ALL) return limit;
        } catch (NumberFormatException e) {
            // as wrong as a number below 0
        }
        throw new TypeConversionException("'" + value + "' is not a number from 0 up");
    }
}
