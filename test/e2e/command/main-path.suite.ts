import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD } from '../support/processes/api.js';
import { ClientMachine } from '../support/processes/client-command.js';
import type { Coffer } from '../support/processes/coffer.js';

const VALUE = '{"password":"p$HOME\\"\'`x`","port":5432.0}';

export const mainPath = (coffer: Coffer): void =>
  describe('the command of a person', () => {
    let machine: ClientMachine;
    beforeAll(() => {
      machine = new ClientMachine({ COFFER_URL: coffer.server.url });
    });
    afterAll(() => machine.clear());

    const run = (...args: string[]) => machine.run(args);
    const told = async (...args: string[]) => {
      const { code, out, err } = await run(...args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return out;
    };

    it('is refused before a login, and after a wrong password', async () => {
      expect(await run('get', 'shop/db')).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('Nobody is logged in'),
      });
      const login = ['login', '--username', 'root_admin', '--password-stdin'];
      const wrong = await machine.run(login, { input: 'canary-password' });
      expect(wrong).toMatchObject({ code: 1, out: '' });
      expect(wrong.err).toMatch(/^coffer: 401 invalid_credentials: [^\n]*\n$/);
      expect(wrong.err).not.toContain('canary');
      expect(readdirSync(machine.settings).filter((name) => name !== 'session.json')).toEqual(
        readdirSync(machine.settings),
      );
    });

    it('logs in, keeps a value, reads it, runs a program with it, and logs out [R140][R141]', async () => {
      const login = await machine.run(['login', '--username', 'Root_Admin', '--password-stdin'], {
        input: `${PASSWORD}\n`,
      });
      expect(login).toMatchObject({ code: 0, err: '' });
      expect(login.out).toMatch(/^Logged in to 127\.0\.0\.1:\d+ as root_admin\.\n$/);
      expect(statSync(join(machine.settings, 'session.json')).mode & 0o777).toBe(0o600);
      expect(JSON.parse(await told('whoami', '--json'))).toMatchObject({ username: 'root_admin' });

      const empty = await machine.run(['set', 'shop/db'], { input: '' });
      expect(empty).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--empty') });
      const set = await machine.run(['set', 'shop/db'], { input: VALUE });
      expect(set).toMatchObject({ code: 0, out: 'shop/db has version 1, the first.\n', err: '' });
      expect(await machine.run(['set', 'shop/db', '--if-new'], { input: 'x' })).toMatchObject({ code: 1, out: '' });
      expect((await machine.run(['set', 'shop/db', '--json'], { input: 'next' })).out).toContain('"version":2');
      expect(await told('get', 'shop/db')).toBe('next');
      expect(await told('get', 'shop/db', '--version', '1')).toBe(VALUE);
      await machine.run(['set', 'shop/db'], { input: VALUE });
      expect(await told('get', 'shop/db#port')).toBe('5432.0');

      expect(await told('ls', 'shop')).toBe('shop/db\n');
      expect(
        JSON.parse(await told('history', 'shop/db', '--json')).map(({ version }: { version: number }) => version),
      ).toEqual([3, 2, 1]);
      const print = ['node', '-p', 'JSON.stringify([process.env.DB_PASSWORD, process.env.REF])'];
      const ran = await machine.run(['run', '--prefix', 'shop', '--', ...print], {
        env: { REF: 'coffer://shop/db#port' },
      });
      expect(ran).toMatchObject({ code: 0, err: '', out: `${JSON.stringify(['p$HOME"\'`x`', '5432.0'])}\n` });

      await told('rm', 'shop/db');
      expect(await run('get', 'shop/db')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('404') });
      await told('restore', 'shop/db');
      expect(await told('get', 'shop/db')).toBe(VALUE);

      expect(await told('logout')).toMatch(/^Logged out of/);
      expect(await run('whoami')).toMatchObject({ code: 1, out: '' });
      expect(readdirSync(machine.settings).filter((name) => name.includes('session'))).toEqual([]);
    });
  });
