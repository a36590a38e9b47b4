/** With --import: when the process ends, the file of LOADED_LIST gets a line for each file and each module of Node's own that it loaded. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
if (isMainThread) {
  process.on('exit', () => writeFileSync(process.env.LOADED_LIST, [...loaded, ...process.moduleLoadList].join('\n')));
}
