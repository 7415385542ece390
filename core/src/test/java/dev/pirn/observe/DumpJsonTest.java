package dev.pirn.observe;

import static dev.pirn.observe.Made.any;
import static dev.pirn.observe.Made.dump;
import static dev.pirn.observe.Made.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The JSON of a dump. */
class DumpJsonTest {

    @Test
    void theWholeDump() {
        assertEquals(
                "{'version':1,'pid':7,'taken':'1970-01-01T00:00:00Z','loops':[{'id':1,'name':'main','backend':'nio',"
                                .replace('\'', '"')
                        + ("'coroutines':'loop','state':'TURNING','turns':12,'ready':0,'timers':1,'pendingIo':2,"
                                        + "'thread':'main','stack':[],'tasks':[{'id':1,'name':'a','state':'WAITING',"
                                        + "'cancelling':false,'ageMillis':2000,'stateMillis':1000,'group':null,"
                                        + "'waitsFor':{'kind':'lock','what':'lock of somebody','tasks':[1],"
                                        + "'needsAll':false,'others':false},'stack':[],'locals':{}}]}],'cycles':[[1]]}")
                                .replace('\'', '"'),
                dump(task(1, "a", any("lock", 1))).json());
    }

    @Test
    void whatIsSpecialInAStringIsEscaped() {
        String name = "\" \\ \n \t \u0001 \u2028 \uD83D \uDE00 \uD83D\uDE00 é";
        String json = dump(task(1, name, null)).json();
        assertTrue(json.contains("\"\\\" \\\\ \\n \\t \\u0001 \\u2028 \\ud83d \\ude00 \uD83D\uDE00 é\""), json);
    }

    @Test
    void aLongOneIsWrittenInParts() throws IOException {
        Dump dump = dump(LongStream.range(1, 2_000)
                .mapToObj(id -> task(id, "task " + id, null))
                .toArray(TaskInfo[]::new));
        List<String> parts = new ArrayList<>();
        dump.writeJson(new Appendable() {
            @Override
            public Appendable append(CharSequence part) {
                parts.add(part.toString());
                return this;
            }

            @Override
            public Appendable append(CharSequence part, int start, int end) {
                return append(part.subSequence(start, end));
            }

            @Override
            public Appendable append(char part) {
                return append(String.valueOf(part));
            }
        });
        assertEquals(dump.json(), String.join("", parts));
        assertTrue(parts.stream().allMatch(part -> part.length() < 20_000), "a part is large");
    }
}
