/** Bars on a logarithmic axis, as an SVG. */

const [WIDTH, ROW, LEFT, RIGHT, TOP] = [760, 24, 280, 130, 34];
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const place = (x) => Number(x.toFixed(1));

/** `bars` are `{ label, ratio, note }`; a ratio below 1 goes to the left of the line. */
export function plot(title, bars) {
  const exponents = bars.map(({ ratio }) => Math.log10(ratio));
  const low = Math.min(0, Math.floor(Math.min(...exponents)));
  const high = Math.max(1, Math.ceil(Math.max(...exponents)));
  const at = (exponent) => place(LEFT + ((exponent - low) / (high - low)) * (WIDTH - LEFT - RIGHT));
  const bottom = TOP + ROW * bars.length;
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const lines = ticks.map(
    (
      e,
    ) => `<line x1="${at(e)}" x2="${at(e)}" y1="${TOP}" y2="${bottom}" stroke="${e === 0 ? "#57606a" : "#d0d7de"}"/>
<text x="${at(e)}" y="${bottom + 16}" text-anchor="middle">${10 ** e}×</text>`,
  );
  const rows = bars.map(({ label, note }, i) => {
    const [from, to] = [at(0), at(exponents[i])].sort((a, b) => a - b);
    const y = TOP + ROW * i;
    return `<text x="${LEFT - 8}" y="${y + 16}" text-anchor="end">${escaped(label)}</text>
<rect x="${from}" y="${y + 4}" width="${place(to - from)}" height="${ROW - 8}" fill="${exponents[i] < 0 ? "#cf222e" : "#0969da"}"/>
<text x="${to + 5}" y="${y + 16}">${escaped(note)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 26}" font-family="sans-serif" font-size="12" fill="#24292f" role="img">
<title>${escaped(title)}</title>
<rect width="${WIDTH}" height="${bottom + 26}" fill="#ffffff"/>
<text x="${LEFT}" y="20" font-weight="bold">${escaped(title)}</text>
${lines.join("\n")}
${rows.join("\n")}
</svg>
`;
}
