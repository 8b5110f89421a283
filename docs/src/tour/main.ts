import * as core from "@chainrule/core";
import * as nn from "@chainrule/nn";

const names = Object.keys({ ...core, ...nn });
console.log(`Chainrule exports ${names.length} names.`, ...process.argv.slice(2));
