import { App } from './app.js';
import { readEmbedded } from './embedded.js';
import { follow } from './live/follow.js';

const { mode, title, runs } = readEmbedded();
if (mode === 'live') follow(title);
else new App({ title }).show(runs);
