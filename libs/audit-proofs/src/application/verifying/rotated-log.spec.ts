import { hash } from 'node:crypto';
import { bundleTar, filesIn, tarOf, verifyTar } from '../../testing/bundles.js';
import { ProvenLog } from '../../testing/proven-log.js';
import { NO_WITNESSES, policyFile } from '../reading/policy-file.js';

const OTHER_TREE = Buffer.alloc(32, 1);

describe('a bundle of a log whose key was rotated', () => {
  let log: ProvenLog;
  let tar: Buffer;
  /** What `GET /audit/keys` serves: without the keys that are retired. */
  let policy: Buffer;
  /** A checkpoint that the retired key alone signed. */
  let since: Buffer;

  beforeAll(async () => {
    log = new ProvenLog();
    await log.append([{}, {}, {}]);
    since = Buffer.from((await log.checkpoint({ keep: true })).note);
    log.rotate(8);
    await log.append([{}]);
    await log.checkpoint({ keep: true });
    await log.append([{}]);
    policy = Buffer.from(policyFile((await log.checkpoint()).keys, NO_WITNESSES));
    tar = await bundleTar(log.writer);
  });

  const note = (size: number, by = log) => Buffer.from(by.note(log.origin, size, OTHER_TREE));
  const withKept = (path: string, bytes: Buffer) => tarOf(filesIn(tar).set(path, bytes));

  it('is verified by the served policy, and tells how many checkpoints nobody of it signed', async () => {
    const genuine = { verified: true, checkpoints: 1, unchecked_checkpoints: 1, problems: [] };
    expect(await verifyTar(tar, { policy })).toMatchObject(genuine);
    expect(await verifyTar(tar)).toMatchObject({ consistent: true, checkpoints: 2, unchecked_checkpoints: 0 });
  });

  it('is refused for a checkpoint of another tree that a key of the policy signed, or seems to have signed', async () => {
    const other = await verifyTar(withKept('checkpoints/1-4', note(4)), { policy });
    expect(other.problems).toEqual([
      { record: null, what: expect.stringMatching('checkpoints/1-4 is of another tree') },
    ]);
    const signedByRetired = note(3, new ProvenLog(log.origin));
    expect(await verifyTar(withKept('checkpoints/1-3', signedByRetired))).toMatchObject({ consistent: false });
    expect(await verifyTar(withKept('checkpoints/1-3', signedByRetired), { policy })).toMatchObject({
      ...{ verified: true, checkpoints: 1, unchecked_checkpoints: 1 },
    });
    const broken = Buffer.from(String(note(4)).replace(/.{6}=\n$/, 'AAAAAA=\n'));
    expect((await verifyTar(withKept('checkpoints/1-4', broken), { policy })).problems).toEqual([
      { record: null, what: 'checkpoints/1-4 is refused: a signature of a known key is wrong.' },
    ]);
  });

  it('is compared with what an auditor kept, though nobody of the policy signed that', async () => {
    const unsigned = { since: 3, since_signed: false };
    expect(await verifyTar(tar, { policy, since })).toMatchObject({ verified: true, ...unsigned });
    const forged = note(3, new ProvenLog(log.origin));
    const report = await verifyTar(tar, { policy, since: forged });
    expect(report).toMatchObject({ verified: false, ...unsigned });
    expect(report.problems).toEqual([
      { record: null, what: expect.stringMatching('given with --since is of another tree') },
    ]);
  });

  it('has an audit.vkey that signed its checkpoint', async () => {
    const files = filesIn(tar);
    const vkey = Buffer.from(`${new ProvenLog(log.origin).signer().vkey}\n`);
    const [before, after] = [files.get('audit.vkey') ?? '', vkey].map((bytes) => hash('sha256', bytes, 'hex'));
    const manifest = String(files.get('MANIFEST.json')).replace(before ?? '', after ?? '');
    files.set('audit.vkey', vkey).set('MANIFEST.json', Buffer.from(manifest));
    expect((await verifyTar(tarOf(files), { policy })).problems).toEqual([
      { record: null, what: 'audit.vkey is not a key that signed the checkpoint.' },
    ]);
  });

  it('asks once for the root under checkpoints of one size, and compares each of them', async () => {
    const files = filesIn(tar);
    const same = files.get('checkpoints/1-4') ?? Buffer.alloc(0);
    for (const epoch of [2, 3, 5]) files.set(`checkpoints/${epoch}-4`, same);
    files.set('checkpoints/4-4', note(4));
    const report = await verifyTar(tarOf(files), { policy });
    expect(report).toMatchObject({ checkpoints: 5, problem_count: 1 });
    expect(report.problems[0]?.what).toMatch('checkpoints/4-4 is of another tree');
  });
});

describe('a bundle after an accepted restore', () => {
  it.each(['h/coffer/12345678', 'log.example/2026', 'log.example'])('is of one log under %s', async (origin) => {
    const log = new ProvenLog(origin);
    await log.append([{}, {}]);
    const since = Buffer.from((await log.checkpoint({ keep: true })).note);
    for (const epoch of [2, 3]) {
      await log.append([{}]);
      await log.checkpoint({ epoch, keep: true });
    }
    await log.append([{}]);
    const { keys } = await log.checkpoint({ epoch: 3 });
    const policy = Buffer.from(policyFile(keys, NO_WITNESSES));
    const report = await verifyTar(await bundleTar(log.writer), { policy, since });
    expect(report).toMatchObject({
      verified: true,
      checkpoints: 3,
      unchecked_checkpoints: 0,
      since: 2,
      since_signed: true,
    });
  });
});
