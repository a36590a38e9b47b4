import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PASSWORD } from '../e2e/support/processes/api.js';
import { describePairs } from '../e2e/support/processes/pairs.js';
import { withoutRepeats } from '../e2e/support/processes/patience.js';
import type { Fault } from './program/fault.js';
import { signedTexts } from './program/signed.js';
import { eventually } from './support/eventually.js';
import { FaultyServer } from './support/faulty-server.js';
import { IS_THOROUGH } from './support/rounds.js';
import { Trial } from './support/trial.js';

/** The steps of a round. The head is moved before anything is signed. */
const STEPS = [
  'TileStore.add',
  'SigningHead.advance',
  'CheckpointSigner.sign',
  'CheckpointStore.keep',
  'CheckpointStore.publish',
];
const EVERY = STEPS.flatMap((at) => (['before', 'after'] as const).map((when) => ({ at, when })));
/** After the tiles, after the head was moved, after the signature. */
const BOUNDARIES = EVERY.filter(
  ({ at, when }) => IS_THOROUGH || (when === 'after' && !at.startsWith('CheckpointStore')),
);

/** Thrice as long as the place of the sweeper lasts. A node whose clock is so far ahead takes it at once, and any other node takes it back. */
const AHEAD_MS = 30_000;
/** So many clients write records at the same time, each after such a pause: many records between two signatures. */
const WRITERS = 6;
const WRITES_EACH_MS = 40;
/** Each round meets so many records at least: it goes on until they are written. */
const LEAST_WRITTEN = 20;

describePairs('checkpoints of nodes that are killed and frozen between the steps of a round', (open) => {
  let trial: Trial;
  let folder: string;
  let file: string;
  let writing = true;
  let writers: Promise<unknown>;
  let [starts, pauses, written, forks] = [0, 0, 0, 'untested'];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-signed-'));
    file = join(folder, 'signed');
    trial = await Trial.open('checkpoints', () => open({ AUDIT_CHECKPOINT_EVERY: '1s', SIGNED_FILE: file }));
    await start();
    // A second node, whose rounds race with those of the first: both always get the place.
    if (trial.site.pair === 'production') await FaultyServer.start(trial.site);
    writers = Promise.all(Array.from({ length: WRITERS }, write));
  });

  afterAll(async () => {
    writing = false;
    await writers;
    const sizes = new Set(signedTexts(file).map((text) => text.split('\n')[1]));
    process.stdout.write(
      `checkpoints, ${trial.site.pair}: ${pauses} pauses, ${signedTexts(file).length} signatures of ${sizes.size} sizes, ${forks} forks\n`,
    );
    await trial?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Goes on while servers come and go. */
  async function write(): Promise<void> {
    while (writing) {
      const answer = await withoutRepeats(() => trial.admin.get('/auth/me')).catch(() => null);
      if (answer?.status === 200) written += 1;
      await pause(answer?.status === 200 ? WRITES_EACH_MS : 50);
    }
  }

  /** Nobody waits for the place that a dead node held. */
  async function start(): Promise<void> {
    await trial.start();
    await trial.enter('root_admin', PASSWORD);
    starts += 1;
    if (trial.site.pair === 'production' || starts % 2 === 1) await trial.server.later(AHEAD_MS);
  }

  async function signsOn(): Promise<void> {
    const before = signedTexts(file).length;
    await eventually(() => expect(signedTexts(file).length).toBeGreaterThan(before));
  }

  let seen = 0;
  afterEach(async () => {
    if (writing) await eventually(() => expect(written - seen).toBeGreaterThanOrEqual(LEAST_WRITTEN));
    seen = written;
  });

  it.each(BOUNDARIES)('go on after a kill $when $at', async (boundary) => {
    const fault: Fault = { ...boundary, how: 'kill' };
    // A checkpoint is kept once an hour: a clock that is ahead keeps the next one.
    if (fault.at === 'CheckpointStore.keep') await trial.server.later(3_600_000);
    await trial.server.arm(fault);
    await trial.server.died();
    trial.died(0);
    await start();
    await signsOn();
  });

  it.each(['SigningHead.advance', 'CheckpointSigner.sign'])('go on after a freeze after %s', async (at) => {
    await trial.server.arm({ at, when: 'after', how: 'stop' });
    await trial.server.frozen();
    pauses += 1;
    // On production, another node signs meanwhile.
    if (trial.site.pair === 'production') await signsOn();
    trial.server.thaw();
    await signsOn();
  });

  it('never name two roots of one size, and name those of the log as it is [R115]', async () => {
    writing = false;
    await writers;
    await trial.server.requireOneTree();
    const roots = new Set(signedTexts(file).map((text) => text.split('\n').slice(1, 3).join(' ')));
    const sizes = new Set(signedTexts(file).map((text) => text.split('\n')[1]));
    expect(roots.size).toBe(sizes.size);
    expect(sizes.size).toBeGreaterThan(BOUNDARIES.length);
    forks = '0';
  });
});
