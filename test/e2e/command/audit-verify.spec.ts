import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleTar, filesIn, ProvenLog, tarOf } from '#audit-proofs/testing';

const ROOT = join(import.meta.dirname, '../../..');
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');
/** More than threads are used for. */
const MANY = 26_000;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('coffer audit verify', () => {
  let folder: string;
  let log: ProvenLog;
  let tar: Buffer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-verify-'));
    log = new ProvenLog();
    await log.append(Array.from({ length: 300 }, () => ({})));
    const { note } = await log.checkpoint();
    await log.append(Array.from({ length: 300 }, () => ({})));
    await log.checkpoint();
    tar = await bundleTar(log.writer);
    writeFileSync(join(folder, 'bundle.tar'), tar);
    writeFileSync(join(folder, 'checkpoint.txt'), note);
    writeFileSync(join(folder, 'policy.txt'), `log ${log.signer().vkey}\nquorum none\n`);
    writeFileSync(join(folder, 'empty'), '');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/coffer'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
    chmodSync(join(folder, 'bin/coffer'), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** In an empty environment: nothing is configured. */
  const run = (program: string, args: readonly string[]) =>
    new Promise<Ended>((resolve) => {
      const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
      execFile(program, args, { cwd: folder, env, timeout: 120_000 }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  const verify = (...args: string[]) => run(join(folder, 'bin/coffer'), ['audit', 'verify', ...args]);

  it('says what it verified, and exits with 0', async () => {
    const { code, out, err } = await verify('bundle.tar', '--policy', 'policy.txt');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Verified\.\nLog: coffer\.example\.com\/audit\nCheckpoint: 600 records, root /);
    const json = await verify('bundle.tar', '--policy', 'policy.txt', '--since', 'checkpoint.txt', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ verified: true, keys: 'policy', since: 300, records: 600 });
  });

  it('calls no bundle verified by the keys that it brings itself, and exits with 3', async () => {
    for (const more of [[], ['--since', 'checkpoint.txt']]) {
      const { code, out, err } = await verify('bundle.tar', ...more);
      expect([code, err]).toEqual([3, 'coffer: Give --policy with keys that you got in another way.\n']);
      expect(out).toMatch(/^Consistent, but NOT verified: no key of yours was given\.\nLog: /);
      expect(out).toContain('Keys: those in the bundle itself, which whoever made it has chosen\n');
    }
    const { code, out, err } = await verify('bundle.tar', '--json');
    expect([code, err]).toEqual([3, '']);
    expect(JSON.parse(out)).toMatchObject({ verified: false, consistent: true, keys: 'bundle', problems: [] });
  });

  it('names the first record that is wrong, and exits with 1', async () => {
    const files = filesIn(tar);
    const entries = Buffer.from(files.get('tile/entries/001') ?? '');
    entries.write('X', 40);
    writeFileSync(join(folder, 'wrong.tar'), tarOf(files.set('tile/entries/001', entries)));
    const wrong = 'Record 257 is not the one in the tree: it was changed, added or moved.';
    const told = await verify('wrong.tar');
    expect(told).toMatchObject({ code: 1, err: `coffer: ${wrong}\n` });
    expect(told.out).toMatch(/^NOT verified\./);
    const { code, out, err } = await verify('wrong.tar', '--json');
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject({ verified: false, problems: [{ record: 257, what: wrong }] });
  });

  it('says what cannot be read, and exits with 2', async () => {
    const refused = async (line: string, ...args: string[]) =>
      expect(await verify(...args)).toEqual({ code: 2, out: '', err: `coffer: ${line}\n` });
    await refused('There is no file and no folder of that name.', 'nothing.tar');
    await refused('The file is no tar, or its headers are damaged.', join(ROOT, 'README.md'));
    await refused('There is no MANIFEST.json: it is no bundle, or not all of one.', 'bin');
    await refused('--policy names no file.', 'bundle.tar', '--policy', 'nothing');
    await refused('The policy cannot be read: the policy has no line "quorum".', 'bundle.tar', '--policy', 'empty');
    await refused(
      'The file given with --since holds no checkpoint: the note has no empty line before its signatures.',
      ...['bundle.tar', '--policy', 'policy.txt', '--since', 'empty'],
    );
    expect(await verify()).toMatchObject({ code: 2 });
  });

  it('checks a large bundle on several threads', async () => {
    const large = new ProvenLog();
    await large.append(Array.from({ length: MANY }, () => ({ personal: {}, actor_id: null })));
    await large.checkpoint();
    writeFileSync(join(folder, 'large.tar'), await bundleTar(large.writer, { personal: false }));
    const { code, out } = await verify('large.tar', '--json');
    expect([code, JSON.parse(out)]).toEqual([3, expect.objectContaining({ consistent: true, records: MANY })]);
  });

  it('is what the guide for auditors says', async () => {
    const guide = readFileSync(join(ROOT, 'docs/guides/audit.md'), 'utf8');
    const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
    const { code, out, err } = await run('sh', ['-e', '-c', blocks.join('')]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Verified\.[\s\S]*and yours of 300 records/);
    expect(readFileSync(join(folder, 'checkpoint.txt'))).toEqual(filesIn(tar).get('checkpoint'));
  });
});
