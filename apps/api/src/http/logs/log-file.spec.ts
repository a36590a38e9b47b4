import { once } from 'node:events';
import { openSync } from 'node:fs';
import { logFile } from './log-file.js';

describe('the file of the log', () => {
  it('on a full disk neither ends the process nor keeps a stop from its end [R93] [R101]', async () => {
    // Each write to it fails with ENOSPC (Linux, full(4)).
    const file = logFile(openSync('/dev/full', 'a'));
    for (let time = 0; time < 3; time += 1) {
      const failed = once(file, 'error');
      file.write('a line\n');
      expect(await failed).toEqual([expect.objectContaining({ code: 'ENOSPC' })]);
    }
    file.flushSync();
  });
});
