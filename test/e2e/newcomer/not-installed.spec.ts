import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineNode, machinePath } from '../support/processes/machine-node.js';

const ROOT = join(import.meta.dirname, '../../..');
/** The machines of CI have the oldest Node that README names. */
const withOldNode = machineNode() < 24 || process.env.REQUIRE_ENGINES === '1' ? it.each : it.skip.each;
const SCRIPTS = [
  ['npm start', 'start.mjs'],
  ['npm run coffer', 'coffer.mjs'],
];

describe('a checkout without npm ci', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-not-installed-'));
    for (const source of ['scripts', 'package.json'])
      cpSync(join(ROOT, source), join(folder, source), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const refusalOf = (program: string, script: string) => {
    const env = { PATH: machinePath() };
    const { status, stdout, stderr } = spawnSync(program, [`scripts/${script}`], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([1, '']);
    return stderr;
  };

  it.each(SCRIPTS)('is told by %s to run it', (_, script) => {
    const told = 'coffer: Run `npm ci` first: it installs what Coffer needs.\n';
    expect(refusalOf(process.execPath, script)).toBe(told);
    expect(refusalOf('node', script)).toBe(told);
  });

  withOldNode(SCRIPTS)('is told by %s, after an npm ci that brings no Node, which one it needs', (_, script) => {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    const told = refusalOf('node', script);
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(told).toMatch(
      /^coffer: needs Node >=24\.\d+; this is \d+\.\d+\.\d+\. `npm ci` brings it [^\n]* Node 24\.\n$/,
    );
  });
});
