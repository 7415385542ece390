package dev.pirn.cli.live;

/**
 * A line of the screen.
 *
 * @param text what stands there
 * @param style how
 */
record Line(String text, Style style) {

    /** How a line looks where there are colours; the text says it all where there are none. */
    enum Style {
        PLAIN(""),
        HEAD("1"),
        DIM("2"),
        SELECTED("7"),
        WARNING("33"),
        ALARM("1;31");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    static Line plain(String text) {
        return new Line(text, Style.PLAIN);
    }

    /** {@return the line for a terminal} */
    String render(int width, boolean inColour) {
        String shown = text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
        if (!inColour || style == Style.PLAIN) return shown;
        String filled = style == Style.SELECTED ? shown + " ".repeat(Math.max(0, width - shown.length())) : shown;
        return "\u001b[" + style.code + "m" + filled + "\u001b[0m";
    }
}
