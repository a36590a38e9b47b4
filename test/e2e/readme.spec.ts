import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { embeddedSite, type Site } from './support/pairs.js';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const DOCUMENTS = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** What the code block of the first five minutes prints, a JSON object a line. */
async function fiveMinutes(url: string, cwd: string) {
  const [, block = ''] = /^```sh\n(.*?)^```$/ms.exec(readme) ?? [];
  expect(block).toContain('API=http://127.0.0.1:8000/');
  const script = block.replace('http://127.0.0.1:8000', url);
  const { stdout, stderr } = await promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the README', () => {
  let site: Site;

  beforeAll(async () => {
    site = await embeddedSite();
  });
  afterAll(() => site.clear());

  it('keeps what its first five minutes promise, command by command', async () => {
    const server = await site.start();
    const [admin, policy, role, user, list, first, rotated, before, audit] = await fiveMinutes(
      server.url,
      dirname(site.env.DATA_DIR ?? ''),
    );
    expect(admin).toMatchObject({ username: 'ada', roles: ['administrator'] });
    expect(role.policies).toEqual([policy.name]);
    expect(user.roles).toEqual([role.name]);
    expect(list.items).toEqual([expect.objectContaining({ path: 'prod/db/password', value: null, masked: true })]);
    expect(first).toMatchObject({ version: 1, value: 's3cr3t' });
    expect(rotated).toMatchObject({ version: 2, value: null, masked: true });
    expect(before).toEqual(first);
    expect(audit.items.map(({ action, outcome }: Record<string, string>) => `${action} ${outcome}`)).toEqual([
      'secret:reveal succeeded',
      'secret:rotate succeeded',
      'secret:rotate allowed',
      'secret:reveal succeeded',
      'secret:write succeeded',
      'secret:write allowed',
    ]);
    expect(audit.items[3].access_reason).toBe('first look');
  });

  it.each(DOCUMENTS)('and its kin link to files that are there, and name commands that are there: %s', (name) => {
    const text = readFileSync(join(ROOT, name), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const commands = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, command = '']) => command);
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });
});
