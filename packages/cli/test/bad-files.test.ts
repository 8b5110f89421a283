import { readdirSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { chainrule, folderWith, program, right, sweep } from "./command.ts";

afterAll(sweep);

const net = { "net.ts": right };

/** Files, the command, and all that it says: on standard error, in one line. */
type Case = readonly [
  name: string,
  files: Readonly<Record<string, string>>,
  args: string,
  sentence: string | RegExp,
];

const refused: readonly Case[] = [
  ["a file that is not there", {}, "check net.ts", "net.ts: there is no such file"],
  [
    "a folder",
    { "a/b.ts": "" },
    "check a",
    "a: it is a folder: name a file, or write chainrule grade",
  ],
  [
    "a file of another kind",
    { "net.py": "" },
    "check net.py",
    "net.py: it is not a module: .ts, .mts, .js, .mjs, .cjs",
  ],
  [
    "declarations",
    { "net.d.ts": "" },
    "check net.d.ts",
    "net.d.ts: it is not a module: .ts, .mts, .js, .mjs, .cjs",
  ],
  [
    "an empty module",
    { "net.ts": "" },
    "check net.ts",
    "net.ts: it exports nothing, but not loss, at, claimed: export loss, at and claimed, or f and inputs",
  ],
  [
    "a module without claims",
    { "net.ts": program },
    "check net.ts",
    "net.ts: it exports at, loss, but not claimed: export loss, at and claimed, or f and inputs",
  ],
  [
    "TypeScript with a syntax error",
    { "net.ts": "export const x: number = 1;\nexport const y = (: number);\n" },
    "check net.ts",
    "net.ts:2:19: Expression expected",
  ],
  [
    "JavaScript with a syntax error",
    { "net.mjs": "export const x = ;\n" },
    "check net.mjs",
    "net.mjs: SyntaxError: Unexpected token ';'",
  ],
  [
    "what cannot be erased",
    { "net.ts": "\nenum A { B }\n" },
    "check net.ts",
    "net.ts:2:1: TypeScript enum: only types are erased",
  ],
  [
    "a module that throws",
    { "net.ts": 'interface A { b: 1 }\nthrow new Error("no\\n  way");\n' },
    "check net.ts",
    "net.ts:2:7: no way",
  ],
  ["a module that throws a string", { "net.ts": 'throw "no";' }, "check net.ts", "net.ts: no"],
  [
    "a module that throws later",
    {
      "net.ts":
        'setTimeout(() => {\n  throw new RangeError("late");\n});\nawait new Promise((go) => setTimeout(go, 1000));',
    },
    "check net.ts",
    "net.ts:2:9: RangeError: late",
  ],
  [
    "a promise that fails unheard",
    {
      "net.ts":
        'void Promise.reject(new Error("unheard"));\nawait new Promise((go) => setTimeout(go, 1000));',
    },
    "check net.ts",
    "net.ts:1:21: unheard",
  ],
  [
    "a module that ends the process",
    { "net.ts": "process.exit(0);" },
    "check net.ts",
    "net.ts: it ended by itself (exit code 0) before there was a report",
  ],
  [
    "a module that is killed",
    {
      "net.ts":
        'process.kill(process.pid, "SIGTERM");\nawait new Promise((go) => setTimeout(go, 1000));',
    },
    "check net.ts",
    "net.ts: it ended by itself (SIGTERM) before there was a report",
  ],
  [
    "a module that waits for nothing",
    { "net.ts": "await new Promise(() => undefined);" },
    "check net.ts",
    "net.ts: it waits for a promise that nobody keeps",
  ],
  [
    "a loop without an end",
    { "net.ts": "while (true);" },
    "check net.ts --timeout 0.7",
    "net.ts: it did not end within 0.7 s: is there a loop without an end?",
  ],
  [
    "a loss without an end",
    { "net.ts": right.replace("return", "while (true);\n  return") },
    "check net.ts --timeout 2",
    "net.ts: it did not end within 2 s: is there a loop without an end?",
  ],
  [
    "an import of what is not there",
    { "net.ts": 'import "./gone.ts";' },
    "check net.ts",
    "net.ts: Cannot find module 'gone.ts' imported from net.ts",
  ],
  [
    "an import of what is not installed",
    { "net.ts": 'import "@chainrule/nn";' },
    "check net.ts",
    "net.ts: Cannot find package '@chainrule/nn' imported from net.ts",
  ],
  [
    "shapes that do not fit",
    { "net.ts": right.replace("w.mul(x)", "w.matmul(x.sum())") },
    "check net.ts",
    "net.ts:9:12: ShapeError: matmul: w [2] · []: a scalar has no axis to sum over: use mul",
  ],
  [
    "a loss that is a number",
    { "net.ts": right.replace('return w.mul(x).named("p").square().sum()', "return 3 as never") },
    "check net.ts",
    "net.ts: ValueError: checkDerivation: a loss that is 3: it is a tensor: return the loss from the function",
  ],
  [
    "a loss that is no function",
    { "net.ts": "export const loss = 3, at = {}, claimed = {};" },
    "check net.ts",
    "net.ts: ValueError: checkDerivation: loss 3: it is a function of at: write loss: ({ W }) => …",
  ],
  [
    "claims that are ragged",
    { "net.ts": `${program}export const claimed = { dw: [[1], [2, 3]] };` },
    "check net.ts",
    "net.ts: ShapeError: checkDerivation: the claim dw: tensor: a list whose items have shapes [1] and [2]: it is ragged at item 1: make all items equally long",
  ],
  [
    "claims of what is not there",
    { "net.ts": `${program}export const claimed = { dq: [1, 2] };` },
    "check net.ts",
    "net.ts: ValueError: checkDerivation: dq: there is no tensor of that name: known are dw, dx, dp",
  ],
  [
    "values that are ragged",
    { "net.ts": right.replace("[3, 4]", "[3, [4]]") },
    "check net.ts",
    "net.ts: ShapeError: tensor: a list whose items have shapes [] and [1]: it is ragged at item 1: make all items equally long",
  ],
  [
    "JSON that is none",
    { ...net, "g.json": "{ dw: 1 }" },
    "check net.ts --claimed g.json",
    /^g\.json: it is not JSON: /,
  ],
  [
    "JSON that is cut off",
    { ...net, "g.json": '{ "dw": [1' },
    "check net.ts --claimed g.json",
    /^g\.json: it is not JSON: /,
  ],
  [
    "an empty file for JSON",
    { ...net, "g.json": "" },
    "check net.ts --claimed g.json",
    "g.json: it is not JSON: Unexpected end of JSON input",
  ],
  [
    "NaN, as NumPy writes it",
    { ...net, "g.json": '{\n"dw": [1, NaN]}' },
    "check net.ts --claimed g.json",
    "g.json:2: it holds NaN, which JSON has no number for",
  ],
  [
    "an infinity",
    { ...net, "g.json": '{"dw": [1, -Infinity]}' },
    "check net.ts --claimed g.json",
    "g.json:1: it holds -Infinity, which JSON has no number for",
  ],
  [
    "a list",
    { ...net, "g.json": "[1]" },
    "check net.ts --claimed g.json",
    'g.json: it is not an object: write { "claimed": { "dW1": [[1, 2]] } }',
  ],
  [
    "no claims",
    { ...net, "g.json": '{ "claimed": {} }' },
    "check net.ts --claimed g.json",
    'g.json: nothing is claimed: write { "claimed": { "dW1": [[1, 2]] } }',
  ],
  [
    "claims that are text",
    { ...net, "g.json": '{ "dw": "1, 2" }' },
    "check net.ts --claimed g.json",
    'g.json: ValueError: checkDerivation: the claim dw: tensor: "1, 2": it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array',
  ],
  [
    "claims that are null",
    { ...net, "g.json": '{ "dw": [1, null] }' },
    "check net.ts --claimed g.json",
    "g.json: ValueError: checkDerivation: the claim dw: tensor: null: it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array",
  ],
  [
    "a claim of what is not there",
    { ...net, "g.json": '{ "dq": [1, 2] }' },
    "check net.ts --claimed g.json",
    "g.json: ValueError: checkDerivation: dq: there is no tensor of that name: known are dw, dx, dp",
  ],
  [
    "values that the program has not",
    { ...net, "g.json": '{ "claimed": { "dw": [1, 2] }, "at": { "q": 1 } }' },
    "check net.ts --claimed g.json",
    "net.ts: its at has no q, which the gradients came with, only x, w",
  ],
  [
    "values that are a list",
    { ...net, "g.json": '{ "claimed": { "dw": [1, 2] }, "at": [1] }' },
    "check net.ts --claimed g.json",
    'g.json: "at" is not an object: write "at": { "X": [[1, 2]] }',
  ],
  [
    "gradients of no program",
    { "g.json": '{ "dw": [1, 2] }' },
    "check g.json",
    'g.json: it does not name its program: give it "program": "./net.ts", or write --program net.ts',
  ],
  [
    "gradients of a program that is not there",
    { "a/g.json": '{ "program": "./net.ts", "claimed": { "dw": [1, 2] } }' },
    "check a/g.json",
    "a/net.ts: there is no such file",
  ],
  [
    "gradients of a number",
    { "g.json": '{ "program": 1, "claimed": { "dw": [1, 2] } }' },
    "check g.json",
    'g.json: "program" is not a path: write "program": "./net.ts"',
  ],
  [
    "an answer without claims",
    { ...net, "a.ts": "export const x = 1;" },
    "check net.ts --claimed a.ts",
    "a.ts: it does not export claimed",
  ],
  [
    "claims twice",
    { ...net, "g.json": '{ "dw": [1, 2] }' },
    "check g.json --claimed g.json",
    "--claimed: g.json holds the claims already",
  ],
  [
    "two programs",
    net,
    "check net.ts --program net.ts",
    "--program: it goes with a file of gradients: write --claimed for those of a module",
  ],
  [
    "a report over what is read",
    net,
    "check net.ts --out net.ts",
    "net.ts: it is a file to be read: write the report to another",
  ],
  [
    "a report over a folder",
    { ...net, "a/b": "" },
    "check net.ts --out a",
    "a: it is a folder: name a file in it",
  ],
  [
    "a report in no folder",
    net,
    "check net.ts --out a/b.txt",
    /^a\/b\.txt: it cannot be written: ENOENT/,
  ],
  ["no command", {}, "", "no command: write check, explain or grade, or --help"],
  ["another command", {}, "train", "unknown command 'train': see --help"],
  ["no file", {}, "check", "missing required argument 'file': see --help"],
  [
    "two files",
    net,
    "check net.ts net.ts",
    "too many arguments for 'check'. Expected 1 argument but got 2: see --help",
  ],
  ["another option", net, "check net.ts --fast", "unknown option '--fast': see --help"],
  [
    "another format",
    net,
    "check net.ts --format pdf",
    "option '--format <format>' argument 'pdf' is invalid. Allowed choices are text, markdown, tex, html, json: see --help",
  ],
  [
    "no time",
    net,
    "check net.ts --timeout 0",
    "option '--timeout <seconds>' argument '0' is invalid. It is a number of seconds, at most a day: see --help",
  ],
  ["no folder", {}, "grade a", "a: there is no such folder"],
  ["a file for a folder", net, "grade net.ts", "net.ts: it is a file: write chainrule check"],
  [
    "an empty folder",
    { "_a.ts": "", "b.txt": "", "c/d.ts": "" },
    "grade .",
    ".: it holds no exercises: put modules in it, or folders with a task.ts and an answer.ts",
  ],
  [
    "hints of no grade",
    net,
    "grade . --hints 4",
    "option '--hints <grade>' argument '4' is invalid. Allowed choices are 0, 1, 2, 3: see --help",
  ],
];

describe.concurrent("one sentence, exit code 2, and nothing is written", () => {
  test.each(refused)("%s", async (_name, files, args, sentence) => {
    const folder = folderWith(files);
    const list = () => new Set(readdirSync(folder, { recursive: true, encoding: "utf8" }));
    const before = list();
    const { code, out, err } = await chainrule(folder, args === "" ? [] : args.split(" "));
    expect(err).toMatch(/^chainrule: .*\n$/);
    if (typeof sentence === "string") expect(err).toBe(`chainrule: ${sentence}\n`);
    else expect(err.slice("chainrule: ".length)).toMatch(sentence);
    expect([code, out, list()]).toEqual([2, "", before]);
  });
});
