import { App } from './app.js';
import { showBenchmark } from './benchmark/page.js';
import { readEmbedded } from './embedded.js';
import { follow } from './live/follow.js';

const embedded = readEmbedded();
if (embedded.mode === 'benchmark') showBenchmark(embedded.benchmark);
else if (embedded.mode === 'live') follow(embedded.title);
else new App({ title: embedded.title }).show(embedded.runs);
