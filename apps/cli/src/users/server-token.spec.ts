import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerToken } from './server-token.js';

describe('the token of an import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-token-'));
  const file = join(folder, 'token');
  afterAll(() => rmSync(folder, { recursive: true }));

  const login = (turn: number) => ({ access_token: `access-${turn}`, refresh_token: `refresh-${turn}`, kdf: {} });
  const reading = (text: string, refresh: (token: string) => Promise<unknown> = async () => null) => {
    writeFileSync(file, text);
    return ServerToken.read(file, refresh);
  };

  it.each(['', '{}', '{"access_token":7}', 'two words', '[]', '{"access_token":"a b"}'])(
    'is not in a file with %j',
    async (text) => {
      await expect(reading(text)).rejects.toThrow('--token-file must be a file with an access token');
    },
  );

  it('that stands alone is not renewed, but taken from the file again once another one is there', async () => {
    const token = await reading('access-1\n');
    expect(await token.renew('access-1')).toBe(false);
    writeFileSync(file, 'access-2');
    expect(await token.renew('access-1')).toBe(true);
    expect(token.access).toBe('access-2');
  });

  it('is renewed once for several refusals, and the file has the new pair and nothing else', async () => {
    const sent: string[] = [];
    const token = await reading(JSON.stringify(login(1)), async (refreshToken) => {
      sent.push(refreshToken);
      return login(2);
    });
    expect(await Promise.all([token.renew('access-1'), token.renew('access-1')])).toEqual([true, true]);
    expect(await token.renew('access-1')).toBe(true);
    expect([sent, token.access]).toEqual([['refresh-1'], 'access-2']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ access_token: 'access-2', refresh_token: 'refresh-2' });
  });

  it('stays refused if the server does not renew it', async () => {
    const token = await reading(JSON.stringify(login(1)));
    expect(await token.renew('access-1')).toBe(false);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(login(1));
  });
});
