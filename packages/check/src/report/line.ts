/** `net.ts:8` of a site `/home/ada/net.ts:8:15`. */
export const lineOf = (site: string): string => site.replace(/^.*[/\\]/, "").replace(/:\d+$/, "");
