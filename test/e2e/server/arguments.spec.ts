import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

describe('arguments of the server', () => {
  it.each([['--port=canary'], ['--help'], ['canary']])(
    'are refused with one line, and no store is made: %s',
    (argument) => {
      const folder = mkdtempSync(join(tmpdir(), 'coffer-arguments-'));
      // A server that took the argument would end at once too, at the port.
      const env = { DATA_DIR: join(folder, 'data'), KEYRING_DIR: join(folder, 'keys'), PORT: 'none' };
      const main = ['dist/apps/api/src/main.js', argument];
      const { status, stdout, stderr } = spawnSync(process.execPath, main, { cwd: ROOT, env, encoding: 'utf8' });
      const made = readdirSync(folder);
      rmSync(folder, { recursive: true });
      expect({ status, stdout, made }).toEqual({ status: 1, stdout: '', made: [] });
      expect(stderr).toMatch(/^coffer: The server takes no arguments\. [^\n]*docs\/guides\/configuration\.md\.\n$/);
      expect(stderr).not.toContain('canary');
    },
  );
});
