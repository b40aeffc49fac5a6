/** Colours differ in lightness too, so that they are told apart without hue; every one is AA on its ground. */
export const REPORT_STYLE = `
:root { --ground: #fff; --panel: #f5f6f8; --ink: #1a1d22; --soft: #5a6270; --rule: #d9dde3; --line: #1f5fbf; --bar: #3b78cf;
  --bad: #b3460e; --doubt: #8a2a86; --good: #0b6b57; --band: #e7b58a66; --strong: #fdf1e7; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171c; --panel: #1d2128; --ink: #e8eaee; --soft: #a3abb8;
  --rule: #343a45; --line: #7fb0ff; --bar: #5b93e8; --bad: #ff9d5c; --doubt: #e08fdc; --good: #5fd0b3; --band: #8a562c66; --strong: #2f2419; } }
@media print { :root { --ground: #fff; --panel: #fff; --ink: #000; --soft: #444; --rule: #bbb; --line: #1f5fbf; --bar: #3b78cf;
  --bad: #9a3a08; --doubt: #70206c; --good: #075544; --band: #ddd; --strong: #fff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; }
main { max-width: 1000px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; }
h2 { margin: 40px 0 10px; font-size: 18px; border-bottom: 1px solid var(--rule); padding-bottom: 5px; }
header p, figcaption, small { color: var(--soft); }
header p { margin: 4px 0 20px; }
p { margin: 8px 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(122px, 1fr)); gap: 10px; margin: 0 0 16px; }
.figures > div { background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: 9px 12px; }
dt { font-size: 13px; color: var(--soft); }
dd { margin: 0; font-size: 19px; font-weight: 600; overflow-wrap: anywhere; }
dd small { display: block; font-size: 12.5px; font-weight: 400; line-height: 1.35; }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: 13.5px; }
a { color: var(--line); }
.items { list-style: none; margin: 8px 0; padding: 0; }
.items li { display: grid; grid-template-columns: 64px 1fr; gap: 10px; padding: 7px 10px; border-left: 4px solid var(--rule); }
.items li + li { margin-top: 4px; }
.items li.strong { border-left-color: var(--bad); background: var(--strong); }
.items li.strong b { color: var(--bad); }
.items small { display: block; font-size: 13px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 10px 0; font-size: 13.5px; min-width: 60%; }
th { text-align: left; font-weight: 600; color: var(--soft); white-space: nowrap; }
th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
.right { text-align: right; white-space: nowrap; }
figure { margin: 12px 0; }
figcaption { font-size: 13px; }
.chart { width: 100%; min-width: 620px; height: auto; display: block; font: 12px system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
.chart text { fill: var(--ink); }
.chart .title { fill: var(--soft); }
.chart .value { font-weight: 600; }
.chart .grid { stroke: var(--rule); stroke-width: 1; }
.chart .axis, .chart .zero { stroke: var(--soft); stroke-width: 1; }
.chart .limit { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 6 4; }
.chart .line { fill: none; stroke: var(--line); stroke-width: 2; stroke-linejoin: round; }
.chart .dot, .chart .bar { fill: var(--bar); }
.chart .life { stroke: var(--soft); stroke-width: 3; }
.chart .life.open { stroke: var(--line); }
.chart .outage { fill: var(--band); }
.chart .asked { fill: var(--ink); stroke: var(--ink); }
.chart .filled { fill: var(--good); stroke: var(--ground); }
.chart .bad { fill: var(--bad); stroke: var(--bad); }
.chart .doubt { fill: var(--doubt); stroke: var(--doubt); }
.chart .hollow { fill: var(--ground); stroke-width: 2; }
.chart .stroke { fill: none; stroke-width: 2.5; }
@page { margin: 14mm; }
@media print { * { print-color-adjust: exact; } main { max-width: none; padding: 0; } nav { display: none; } body { font-size: 11pt; } table { font-size: 9pt; }
  .chart { min-width: 0; } .wide { overflow: visible; } figure, tr, li { break-inside: avoid; } h2 { break-after: avoid; } }
`;
