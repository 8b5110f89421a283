/** Every test that reads no files, in a browser: all ops of the table, random numbers bit for bit, errors, prints. */
import "./box-attributes.test.ts";
import "./composites.test.ts";
import "./gradients.test.ts";
import "./misfits-shapes.test.ts";
import "./misfits.test.ts";
import "./normal.test.ts";
import "./op-table.test.ts";
import "./programs.test.ts";
import "./random.test.ts";
import "./read-graph-misfits.test.ts";
import "./read-graph.test.ts";
import "./ridders.test.ts";
import "./shapes.test.ts";
import "./special.test.ts";
import "./view-formats.test.ts";
import "./view-programs.test.ts";
import "./view.test.ts";
