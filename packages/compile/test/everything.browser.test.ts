/** The same in a browser: core's op table and random programs compiled, elementary functions, scalars, calls. */
import "./compile.test.ts";
import "./derived.test.ts";
import "./ieee.test.ts";
import "./in-place.test.ts";
import "./kept.test.ts";
import "./failing.test.ts";
import "./misuse.test.ts";
import "./names.test.ts";
import "./settled.test.ts";
import "./untraceable.test.ts";
import "./parts.test.ts";
import "./random.test.ts";
import "./scalars.test.ts";
import "./special.test.ts";
import "./step.test.ts";
import "./table.test.ts";
