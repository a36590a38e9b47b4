import { createServer } from 'node:net';
import { ConfigError, loadConfig } from '#config';
import { PartUnavailable, StartError } from '#kernel';
import { checkPort, portFailure } from './port.js';
import { startFailureLines } from './start-failure.js';
import { startScreen } from './start-screen.js';

const EMBEDDED = { DATA_DIR: 'data', KEYRING_DIR: 'keyring' };

describe('a start that fails', () => {
  it('prints one line for each problem, without a stack or a value', () => {
    expect(startFailureLines(new ConfigError(['PORT is wrong', 'HOST is wrong']))).toHaveLength(2);
    expect(startFailureLines(new StartError('the keys are gone'))).toEqual(['the keys are gone']);
    expect(startFailureLines(new PartUnavailable('store'))[0]).toContain('store');
    const odd = Object.assign(new TypeError('mongodb://user:canary@host'), { code: 'ODD' });
    expect(startFailureLines(odd)).toEqual(['Something unexpected stopped the start: TypeError (ODD)']);
    expect(startFailureLines('canary')[0]).not.toContain('canary');
  });

  it('reports a taken port before anything is written', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { http } = loadConfig({ ...EMBEDDED, PORT: String(port) });
    await expect(checkPort(http)).rejects.toThrow(`PORT ${port} on 127.0.0.1 is taken`);
    await new Promise((resolve) => server.close(resolve));
    await expect(checkPort(http)).resolves.toBeUndefined();
  });

  it('names HOST or PORT if it is the cause', async () => {
    expect(portFailure({ code: 'EACCES' }, '127.0.0.1', 80)).toBeInstanceOf(StartError);
    const { http } = loadConfig({ ...EMBEDDED, HOST: '203.0.113.1' });
    await expect(checkPort(http)).rejects.toThrow('HOST 203.0.113.1');
    const other = new Error('other');
    expect(portFailure(other, 'x', 1)).toBe(other);
  });
});

describe('the start-up screen', () => {
  const started = { address: 'http://127.0.0.1:8000', setupToken: 'a-token' };

  it('shows the setup token on its own line, and no token when setup is done', () => {
    const config = loadConfig(EMBEDDED);
    expect(startScreen(config, started).split('\n')).toContain('Setup token: a-token');
    expect(startScreen(config, { ...started, setupToken: null })).not.toContain('Setup token');
  });

  it('shows what the operator has to know of this start', () => {
    const screen = startScreen(loadConfig(EMBEDDED), { ...started, notices: ['roots.json was moved.'] });
    expect(screen.split('\n')).toContain('Note: roots.json was moved.');
  });

  it('shows the address, the folders of data and keys, and that it is meant for one machine', () => {
    const screen = startScreen(loadConfig(EMBEDDED), started);
    for (const part of ['http://127.0.0.1:8000/docs', 'meant for one machine', '/data', '/keyring']) {
      expect(screen).toContain(part);
    }
    expect(screen.split('\n').length).toBeLessThan(24);
  });

  it('does not show docs that are not served', () => {
    expect(startScreen(loadConfig({ ...EMBEDDED, API_DOCS: 'off' }), started)).not.toContain('/docs');
  });
});
