import type { Report } from "@chainrule/check";
import type { Format } from "./task.ts";

/** A report as `format` has it, with a line break at its end. */
export function written(report: Report, format: Format): string {
  switch (format) {
    case "text":
      return `${String(report)}\n`;
    case "markdown":
      return report.toMarkdown();
    case "tex":
      return report.toTex();
    case "html":
      return report.toHtml();
    case "json":
      return json(report);
  }
}

/** Data as indented JSON. */
export const json = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;
