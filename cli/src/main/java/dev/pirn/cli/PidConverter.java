package dev.pirn.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the number of a process. */
final class PidConverter implements ITypeConverter<Long> {

    @Override
    public Long convert(String value) {
        try {
            long pid = Long.parseLong(value.strip());
            if (pid > 0) return pid;
        } catch (NumberFormatException e) {
            // as wrong as a number below 1
        }
        throw new TypeConversionException("'" + value + "' is not the number of a process");
    }
}
