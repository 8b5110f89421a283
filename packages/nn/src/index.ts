export type * from "@chainrule/core";
