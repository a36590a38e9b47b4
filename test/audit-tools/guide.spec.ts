import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from '../e2e/support/processes/api.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import { describeWithAuditTools, FSCK, GUIDE } from './support/installed.js';

const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');
const LIMIT_MS = 120_000;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const guide = read('docs/guides/audit.md');
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);
/** The functions of the first five minutes, in whose shell the guide goes on. */
const functions = [...read('README.md').matchAll(/^(?:json|get)\(\) .*$/gm)].join('\n');
/** The version of Tessera whose program was built. */
const [, tessera = ''] = /tessera (v\S+)/.exec(read('test/audit-tools/check/go.mod')) ?? [];
const [program = ''] = blocks('go');

describeWithAuditTools('the guide for auditors', () => {
  let site: Site;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-auditor-'));
    site = await embeddedSite({ AUDIT_CHECKPOINT_EVERY: '1s' });
    const server = await site.start();
    const admin = await setUp(server);
    await admin.get('/audit/logs/1/proof?wait=10s');
    shim('npx', `[ "$1 $2 $3" = '--no -- coffer' ] && shift 3 && exec "${process.execPath}" "${CLI}" "$@"`);
    // `go run` of what .ci/audit-tools/install has built.
    shim(
      'go',
      `[ "$1" = run ] && case "$2" in
      github.com/transparency-dev/tessera/cmd/fsck@${tessera}) shift 2; exec "${FSCK}" "$@" ;;
      .) shift 2; exec "${join(GUIDE, 'check')}" "$@" ;;
    esac`,
    );
    const PATH = `${join(folder, 'bin')}:${join(process.execPath, '..')}:${process.env.PATH}`;
    env = { PATH, HOME: folder, API: `${server.url}/api/v1`, TOKEN: admin.token ?? '' };
  });
  afterAll(async () => {
    await site.clear();
    rmSync(folder, { recursive: true });
  });

  function shim(name: string, script: string): void {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** The block with these words, pasted into a shell: what it printed, errors too. */
  function pasted(sign: string, more = ''): Promise<string> {
    const block = [...blocks('bash'), ...blocks('sh')].find((one) => one.includes(sign));
    expect([sign, block]).toEqual([sign, expect.anything()]);
    const script = `exec 2>&1\n${functions}\n${block}\n${more}`;
    const options = { cwd: folder, env, timeout: LIMIT_MS };
    return new Promise((resolve) => execFile('bash', ['-c', script], options, (_, stdout) => resolve(stdout)));
  }

  it('has the program that was built: run .ci/audit-tools/install after each change of it', () => {
    expect(readFileSync(join(GUIDE, 'main.go'), 'utf8')).toBe(program);
  });

  it('leads from a bundle to its verification, by Coffer and by programs of others', async () => {
    const tried = await pasted('changed.tar');
    expect(tried).toMatch(/^Verified\.\n[\s\S]*^NOT verified\.\n/m);
    const [, wrong = ''] = /^`(Record 1 .*)`$/m.exec(guide) ?? [];
    expect(tried).toContain(`coffer: ${wrong}\n`);
    expect(await pasted('tar -xf bundle.tar')).toBe('');
    expect(readFileSync(join(folder, 'checkpoint.txt'))).toEqual(readFileSync(join(folder, 'bundle/checkpoint')));
    expect(await pasted('> audit.vkey')).toBe('');
    expect(`${readFileSync(join(folder, 'audit.vkey'))}\n`).toBe(
      String(readFileSync(join(folder, 'bundle/audit.vkey'))),
    );
    expect(await pasted('--storage_url=file:')).toContain('Successfully fsck');
    expect(await pasted('--bearer_token')).toContain('Successfully fsck');
    const refuse = 'printf X >> record.json; go run . "$(cat audit.vkey)" record.tlog-proof record.json';
    const [proved, refused] = (await pasted('> record.tlog-proof', refuse)).split('\n');
    expect(proved).toMatch(/^record 1 is in the log coffer\.example\.org\/\S+ of \d+ records$/);
    expect(refused).toMatch(/^REFUSED: /);
  });
});
