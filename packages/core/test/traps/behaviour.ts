/** What no single point shows: how an engine behaves, and the test that shows it of this one. */
export interface Behaviour {
  readonly trap: string;
  readonly here: string;
  /** Files of packages/core/test, each with the title of a test in it. */
  readonly shown: readonly (readonly [file: string, title: string])[];
}

// oxfmt-ignore
export const behaviours: readonly Behaviour[] = [
  { trap: "Fan-out: a node used many times", here: "each node is pulled back once, when its cotangent is complete",
    shown: [["deep.test.ts", "a diamond of depth 1,000 costs two rules a level, not 2¹⁰⁰⁰"],
      ["deep.test.ts", "what is used many times is pulled back once"]] },
  { trap: "Depth: a million nodes in a chain", here: "every walk is iterative, and linear in the nodes",
    shown: [["deep.test.ts", "adds is built, evaluated and differentiated"],
      ["deep.test.ts", "is remembered as graph and differentiated again"]] },
  { trap: "Very many operands of one node", here: "no list becomes the arguments of a call",
    shown: [["captured.test.ts", "very many tensors are joined, and differentiated, group by group"]] },
  { trap: "Aliasing: a + b hands one cotangent to both sides", here: "cotangents are immutable",
    shown: [["transforms.test.ts", "every part of a cotangent is a node of its own, even where a rule passes it on"],
      ["transforms.test.ts", "a tensor that is used twice gets both parts"]] },
  { trap: "In-place updates between forward and backward", here: "there are none: no op changes a tensor",
    shown: [["checks/row.ts", "a second run gives the same bits and changes no input"],
      ["values.test.ts", "neither what a tensor is made of"]] },
  { trap: "Views that share memory", here: "what is read is a copy, of a reshape too",
    shown: [["values.test.ts", "nor what is read from it"]] },
  { trap: "Backward twice", here: "the same twice; nothing is accumulated anywhere",
    shown: [["transforms.test.ts", "asked for twice gives the same twice"]] },
  { trap: "Broadcasting, with axes of size 1 and 0", here: "a node, whose adjoint is a sum",
    shown: [["checks/row.ts", "each gradient fits its input, sizes 0 and 1 included"]] },
  { trap: "Derivatives in integers and claims", here: "refused; nothing flows through an index",
    shown: [["bad-input-derivatives.test.ts", "at integers in a tree"], ["checks/row.ts", "nothing flows"]] },
  { trap: "Mixed dtypes", here: "refused, with the cast to write; a gradient has the dtype of its input",
    shown: [["bad-input-images.test.ts", "dtypes that do not mix"],
      ["checks/row.ts", "float32 agrees with float64"]] },
  { trap: "Second derivatives through kinks", here: "0, as the tables of singular points say",
    shown: [["table/kinks.ts", "relu has slope 0 at 0"], ["table/kinks.ts", "abs has slope 0 at 0"],
      ["checks/row.ts", "it chooses without multiplying"]] },
  { trap: "Nested derivatives that confuse their variables", here: "each transform has arguments of its own",
    shown: [["transforms.test.ts", "an inner gradient treats the outer variable as a constant"]] },
  { trap: "Where was the NaN made?", here: "`siteOf(x)` names the line that made x, after `trackSites(true)`; `findNaN` in @chainrule/check finds it from the NaN",
    shown: [["remarks.test.ts", "point to the line that made a node, through ops, methods and composites"]] },
];
