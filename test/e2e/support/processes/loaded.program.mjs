/** With --import: tells on standard error, when the process ends, which files and which of Node's own modules it loaded. */
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
  process.on('exit', () => {
    for (const name of [...loaded, ...process.moduleLoadList]) process.stderr.write(`loaded ${name}\n`);
  });
}
