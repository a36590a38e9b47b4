/** Abuses a server in one way until SIGTERM: a process of its own, so that it costs the measuring one no time. */
import { FLOODS } from './floods.js';
import { SILENT } from './sockets.js';
import type { Target } from './target.js';

const [kind = '', target = ''] = process.argv.slice(2);
const abuse = { ...SILENT, ...FLOODS }[kind];
if (!abuse) throw new Error(`no abuse is called ${kind}`);
const ending = new AbortController();
process.once('SIGTERM', () => {
  ending.abort();
  setImmediate(() => process.exit(0));
});
abuse(JSON.parse(target) as Target, ending.signal);
process.stdout.write('under way\n');
