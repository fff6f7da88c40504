import { curveSvg } from '@amnl/lr-finder';
import { SIMULATED_IN_WORDS } from '../../config/selection.js';
import { type LrFindRecord, shortRate, suggestionRows } from './record.js';

/** `lr-find.html`: the curve and the table on one page, without script or reference. */
export function lrFindPage(record: LrFindRecord): string {
  const { dataset, preset, seed, engine, backend, rule, because, loss, learning_rate, simulated, suggestion } = record;
  const title = `Learning rate of ${dataset}, preset ${preset}`;
  const found = { curve: record.curve, suggestions: definedOnly(record), rule };
  const labels = { title: 'Loss by learning rate, one step each', loss: 'loss relative to the first step' };
  const rows = suggestionRows(record).map(
    ({ name, rate, chosen }) => `<tr${chosen ? ' class="chosen"' : ''}><td>${name}</td><td>${rate}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: clamp(1.4rem, 5vw, 2rem); line-height: 1.25; }
svg { max-width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 42rem) { .narrow { display: block; } .wide { display: none; } }
td { padding: 0.1rem 1.5rem 0.1rem 0; font-variant-numeric: tabular-nums; }
.chosen { font-weight: 600; }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>Seed ${seed}, engine ${escaped(engine)} on ${escaped(backend)}. ${sentence(because)}</p>
${simulated ? `<p><strong>${sentence(SIMULATED_IN_WORDS)}</strong></p>` : ''}
<div class="wide">${curveSvg(found, labels)}</div>
<div class="narrow">${curveSvg(found, { ...labels, width: 360, height: 320 })}</div>
<p>Dots: single batches. Line: smoothed. The loss is ${escaped(loss)}.</p>
<table>${rows.join('')}<tr><td>current setting</td><td>${shortRate(learning_rate)}</td></tr></table>
${suggestion === null ? '' : `<p>Train with it: <code>--set learningRate=${shortRate(suggestion)}</code></p>`}
</body>
</html>
`;
}

function definedOnly({ suggestions }: LrFindRecord) {
  const { valley, steepest, 'minimum/10': minimum } = suggestions;
  return { valley: valley ?? undefined, steepest: steepest ?? undefined, 'minimum/10': minimum ?? undefined };
}

function sentence(text: string): string {
  return `${escaped(text.charAt(0).toUpperCase() + text.slice(1))}.`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
