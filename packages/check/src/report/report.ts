import { spelled } from "@chainrule/core/engine";
import type { Block } from "./block.ts";
import { html } from "./html.ts";
import { markdown } from "./markdown.ts";
import { terminal } from "./terminal.ts";
import { tex } from "./tex.ts";

/** What a check found: plain data, which `JSON.stringify` takes as it is, and which prints itself. */
export abstract class Report {
  /** Whether nothing is wrong. */
  abstract readonly ok: boolean;

  /** What there is to read, in order. */
  protected abstract blocks(): readonly Block[];

  /** For `JSON.stringify`. Numbers that JSON does not have are `{ "number": "NaN" }`, as in a printed graph. */
  toJSON(): unknown {
    return spelled({ ...this });
  }

  /** For a terminal. */
  toString(): string {
    return terminal(this.blocks());
  }

  /** For GitHub and its like, formulas as `$…$`. */
  toMarkdown(): string {
    return markdown(this.blocks());
  }

  /** The body of a LaTeX document; needs amsmath. */
  toTex(): string {
    return tex(this.blocks());
  }

  /** A fragment of HTML, the TeX of each formula in `data-tex`. */
  toHtml(): string {
    return html(this.blocks());
  }
}
