import { expect, test } from "vitest";
import { type Block, Report } from "@chainrule/check";

/** One of each block, with every character that a format has to escape. */
class Sample extends Report {
  readonly ok = true;
  readonly share = 0.5;
  protected blocks(): readonly Block[] {
    const maths = { text: "∂L/∂w", tex: String.raw`\partial L / \partial w` };
    return [
      { kind: "heading", words: ["Gradient of ", maths] },
      { kind: "text", words: "50 % of a_1 & b < c | d" },
      { kind: "list", items: ["one", ["two ", maths]] },
      { kind: "formula", maths },
      {
        kind: "table",
        head: ["name", "value"],
        rows: [
          ["w", "−1"],
          ["bias", "10"],
        ],
        right: [1],
      },
    ];
  }
}

const sample = new Sample();

test("for a terminal, columns stand below each other", () => {
  expect(String(sample)).toMatchInlineSnapshot(`
    "Gradient of ∂L/∂w

    50 % of a_1 & b < c | d

    - one
    - two ∂L/∂w

      ∂L/∂w

      name  value
      w        −1
      bias     10"
  `);
});

test("Markdown escapes what would be markup", () => {
  expect(sample.toMarkdown()).toMatchInlineSnapshot(`
    "### Gradient of $\\partial L / \\partial w$

    50 % of a\\_1 & b \\< c \\| d

    - one
    - two $\\partial L / \\partial w$

    $$
    \\partial L / \\partial w
    $$

    | name | value |
    | --- | ---: |
    | w | −1 |
    | bias | 10 |
    "
  `);
});

test("in Markdown no dollar stands within a formula, which would end it", () => {
  class Sample extends Report {
    readonly ok = true;
    protected blocks(): readonly Block[] {
      const maths = { text: "a₁ a$", tex: String.raw`\text{up$_{1}$} + \text{a\$b$_{2}$c}` };
      return [
        { kind: "text", words: maths },
        { kind: "formula", maths },
      ];
    }
  }
  const tex = String.raw`\text{up}_{1}\text{} + \text{a\$b}_{2}\text{c}`;
  expect(new Sample().toMarkdown()).toBe(`$${tex}$\n\n$$\n${tex}\n$$\n`);
});

test("TeX escapes what would be a command", () => {
  expect(sample.toTex()).toMatchInlineSnapshot(`
    "\\subsection*{Gradient of $\\partial L / \\partial w$}

    50 \\% of a\\_1 \\& b < c | d

    \\begin{itemize}
    \\item one
    \\item two $\\partial L / \\partial w$
    \\end{itemize}

    \\[
    \\partial L / \\partial w
    \\]

    \\begin{tabular}{lr}
    name & value \\\\
    \\hline
    w & −1 \\\\
    bias & 10 \\\\
    \\end{tabular}
    "
  `);
});

test("HTML carries the TeX of its formulas", () => {
  expect(sample.toHtml()).toMatchInlineSnapshot(`
    "<h3>Gradient of <span class="math" data-tex="\\partial L / \\partial w">∂L/∂w</span></h3>
    <p>50 % of a_1 &amp; b &lt; c | d</p>
    <ul>
    <li>one</li>
    <li>two <span class="math" data-tex="\\partial L / \\partial w">∂L/∂w</span></li>
    </ul>
    <p><span class="math" data-tex="\\partial L / \\partial w">∂L/∂w</span></p>
    <table>
    <tr><th>name</th><th style="text-align: right">value</th></tr>
    <tr><td>w</td><td style="text-align: right">−1</td></tr>
    <tr><td>bias</td><td style="text-align: right">10</td></tr>
    </table>
    "
  `);
});

test("a report is plain data", () => {
  expect(JSON.parse(JSON.stringify(sample))).toEqual({ ok: true, share: 0.5 });
  const endless = Object.assign(new Sample(), { share: [Infinity, -0, NaN] });
  expect(JSON.stringify(endless)).toBe(
    '{"ok":true,"share":[{"number":"Infinity"},{"number":"-0"},{"number":"NaN"}]}',
  );
});
