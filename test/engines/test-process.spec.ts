import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PRELOAD = join(import.meta.dirname, 'test-process.mjs');
const ASKED = 'jest-light-runner-get-worker-data';
/** As jest-light-runner's program: it listens only when it asks. */
const PROGRAM = `
process.once('message', () => {
  process.on('message', ({ workerData }) => process.send({ got: workerData }));
  process.send('${ASKED}');
});
process.send('ready');
`;

describe('a process that runs specs', () => {
  let dir: string;
  const started = async () => {
    const child = fork(join(dir, 'program.mjs'), { execArgv: ['--import', PRELOAD] });
    await once(child, 'message');
    return child;
  };
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'coffer-test-process-'));
    writeFileSync(join(dir, 'program.mjs'), PROGRAM);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('gets an answer that comes before it asks, and does not ask again', async () => {
    const child = await started();
    child.send({ type: 'jest-light-runner-worker-data', workerData: 'early' });
    child.send('go on');
    expect(await once(child, 'message')).toEqual([{ got: 'early' }, undefined]);
    child.disconnect();
    await once(child, 'exit');
  });

  it('asks if no answer came, and ends with its parent', async () => {
    const child = await started();
    child.send('go on');
    expect(await once(child, 'message')).toEqual([ASKED, undefined]);
    child.send({ type: 'jest-light-runner-worker-data', workerData: 'later' });
    expect(await once(child, 'message')).toEqual([{ got: 'later' }, undefined]);
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });
});
