import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { machineNode, machinePath } from '../support/processes/machine-node.js';

const ROOT = join(import.meta.dirname, '../../..');
/** The machines of CI have the oldest Node that README names. */
const withOldNode = machineNode() < 24 || process.env.REQUIRE_ENGINES === '1' ? it.each : it.skip.each;

describe('a start on a Node that is too old', () => {
  withOldNode([
    ['the server', 'dist/apps/api/src/main.js'],
    ['the command coffer', 'dist/apps/cli/src/main.js'],
  ])('of %s ends with one line that says which Node it needs and how to get it', (_, main) => {
    const env = { PATH: machinePath() };
    const { status, stdout, stderr } = spawnSync('node', [main, '--help'], { cwd: ROOT, env, encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^coffer: needs Node >=24\.\d+; this is \d+\.\d+\.\d+\. `npm ci` brings it [^\n]*\n$/);
  });
});
