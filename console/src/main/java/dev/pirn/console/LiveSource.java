package dev.pirn.console;
final class LiveSource implements Source {
    public dev.pirn.observe.Dump dump(dev.pirn.observe.Dump.Part... p) { throw new UnsupportedOperationException(); }
    public java.util.Map<Integer, dev.pirn.observe.Meter.Reading> readings() { return java.util.Map.of(); }
    public void rest() {}
}
