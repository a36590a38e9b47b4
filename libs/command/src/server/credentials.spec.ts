import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialOf } from './credentials.js';

describe('the credential of the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-credentials-'));
  const file = join(folder, 'token');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [{ COFFER_TOKEN: 'canary', COFFER_TOKEN_FILE: 'canary' }, 'COFFER_TOKEN and COFFER_TOKEN_FILE are set'],
    [{ COFFER_TOKEN_FILE: 'canary', COFFER_JWT_FILE: 'canary' }, 'COFFER_TOKEN_FILE and COFFER_JWT_FILE are set'],
    [{ COFFER_JWT_FILE: 'canary' }, 'needs COFFER_SERVICE_ACCOUNT'],
    [{ COFFER_SERVICE_ACCOUNT: 'canary' }, 'without COFFER_JWT_FILE'],
    [{ COFFER_TOKEN: 'x', COFFER_SERVICE_ACCOUNT: 'canary' }, 'without COFFER_JWT_FILE'],
    [{ COFFER_TOKEN: 'canary canary' }, 'COFFER_TOKEN holds no token'],
    [{ COFFER_TOKEN: 'canary\r\nX-Header: canary' }, 'COFFER_TOKEN holds no token'],
    [{ COFFER_TOKEN_FILE: join(folder, 'none') }, 'cannot be read (ENOENT)'],
    [{ COFFER_TOKEN_FILE: folder }, 'cannot be read (EISDIR)'],
  ])('%j is refused by the names of the variables [R140]', async (environment, reason) => {
    await expect(credentialOf(environment)).rejects.toThrow(reason);
    await expect(credentialOf(environment)).rejects.not.toThrow('canary');
  });

  it('is none if nothing is set, or empty', async () => {
    expect(await credentialOf({})).toBeNull();
    expect(await credentialOf({ COFFER_TOKEN: '', COFFER_TOKEN_FILE: '' })).toBeNull();
  });

  it('is a token, or the one in a file', async () => {
    expect(await credentialOf({ COFFER_TOKEN: 'coffer_sk_x' })).toEqual({ kind: 'token', token: 'coffer_sk_x' });
    writeFileSync(file, 'coffer_sk_y\n');
    expect(await credentialOf({ COFFER_TOKEN_FILE: file })).toEqual({ kind: 'token', token: 'coffer_sk_y' });
    writeFileSync(file, '');
    await expect(credentialOf({ COFFER_TOKEN_FILE: file })).rejects.toThrow('holds no token');
    // It never ends.
    await expect(credentialOf({ COFFER_TOKEN_FILE: '/dev/zero' })).rejects.toThrow('more than 65536 bytes');
  });

  it("is a platform's token, which is read anew each time", async () => {
    const found = await credentialOf({ COFFER_JWT_FILE: file, COFFER_SERVICE_ACCOUNT: 'ci' });
    if (found?.kind !== 'workload') throw new Error('no workload');
    for (const jwt of ['eyJ.first.x', 'eyJ.second.x']) {
      writeFileSync(file, `${jwt}\n`);
      expect(await found.subjectToken()).toBe(jwt);
    }
    rmSync(file);
    await expect(found.subjectToken()).rejects.toThrow('The file of COFFER_JWT_FILE cannot be read');
  });
});
