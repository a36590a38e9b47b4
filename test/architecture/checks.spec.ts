import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './cruise.js';

const CANARY = 'canary-of-a-secret';
const SECRETS = `{"jwt_secret":"${CANARY}",   "pepper":"${CANARY}"}`;
const LINTER = ['check', '--colors=off', '--error-on-warnings'];

describe('npm run check', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-check-'));
    copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What the linter prints in a working folder with these files, and its exit code. */
  function lint(...files: string[]) {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), SECRETS);
    }
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/biome'), LINTER, {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, printed: stdout + stderr };
  }

  it('prints nothing of data, keys and other files that the working folder holds [R133]', () => {
    const { status, printed } = lint(
      ...['data/roots.json', 'keyring/roots.json', 'keyring/master.key', 'roots.json', 'mine/keys/roots.json'],
      ...['.env', '.env.json', 'data/outbox/1.md', 'users.json', 'secrets.md', 'backup/data/x.mjs', 'coverage/x.json'],
      ...['dist/x.json', 'test/engines/.set/x.json'],
    );
    expect(printed).not.toContain(CANARY);
    expect(status).toBe(0);
  });

  it('would print a source that is not formatted: this test sees what the linter prints', () => {
    const { status, printed } = lint('apps/api/x.json');
    expect(printed).toContain(CANARY);
    expect(status).not.toBe(0);
  });

  it('gives its other parts folders of sources only', () => {
    expect(scripts['check:lint']).toBe(`biome ${LINTER[0]} --colors=off --error-on-warnings`);
    expect(scripts['check:types']).toBe('tsc');
    expect(JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).include).toEqual(['apps', 'libs', 'test']);
    expect(scripts['check:layers']).toMatch(/^depcruise apps libs /);
    expect(scripts['check:openapi']).toMatch(/redocly lint dist\/openapi\.json$/);
  });

  it('reads every file of the repository that the linter understands', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
    const { files } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as { files: { includes: string[] } };
    const folders = files.includes.filter((glob) => glob.endsWith('/**')).map((glob) => glob.slice(0, -2));
    const left = tracked
      .filter((file) => /\.(ts|mjs|js|json|md|swcrc)$/.test(file) && file !== 'package-lock.json')
      .filter((file) => !files.includes.includes(file) && !folders.some((start) => file.startsWith(start)));
    expect(left).toEqual([]);
  });
});
