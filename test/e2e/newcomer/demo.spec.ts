import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Api, type Body } from '../support/processes/api.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const ROOT = new URL('../../../', import.meta.url).pathname;
const PROGRAM = 'dist/apps/demo/src/main.js';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function demo(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const options = { cwd: ROOT, env: { PATH: process.env.PATH, DATA_DIR: '/nowhere', ...env } };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], options);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe('npm run demo', () => {
  let site: Site;
  let server: Server;
  let password: string;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
  });
  afterAll(() => site.clear());

  it.each([
    ['no server answers', ['--url', 'http://127.0.0.1:9', '--setup-token', 'x'], /^demo: No server answers at http/],
    ['the address is none', ['--url', 'localhost'], /^demo: --url must begin with/],
    ['there is half of an account', ['--username', 'ada'], /^demo: --username and --password go together/],
    ['an argument is unknown', ['--pasword', 'x'], /^demo: Unknown option '--pasword'/],
  ])('prints one line and creates nothing if %s', async (_, args, message) => {
    const { code, out, err } = await demo(args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/at .*\.js:/);
  });

  it('follows no redirect, which would take the password along', async () => {
    const asked: string[] = [];
    const elsewhere = createServer((request, answer) => {
      asked.push(`${request.method} ${request.url}`);
      answer.end('{}');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const moved = createServer((request, answer) => {
      answer.writeHead(307, { location: other + request.url }).end();
    }).listen(0, '127.0.0.1');
    await once(moved, 'listening');
    const url = `http://127.0.0.1:${(moved.address() as AddressInfo).port}`;
    const { code, err } = await demo(['--url', url, '--username', 'ada', '--password', 'of ada']);
    for (const each of [elsewhere, moved]) each.close();
    expect({ code, asked }).toEqual({ code: 1, asked: [] });
    expect(err).toMatch(/^demo: POST \/auth\/login answered 307: this is not a Coffer server/);
  });

  it('asks for a login on a server that is set up, and refuses a wrong one', async () => {
    expect((await demo(['--url', server.url])).err).toMatch(/^demo: Give an administrator or a setup token/);
    const wrong = await demo(['--url', server.url, '--setup-token', 'w'.repeat(43)]);
    expect(wrong.err).toMatch(/^demo: The setup token is wrong/);
  });

  it('sets a new server up with the token in DATA_DIR and fills it', async () => {
    const { code, out, err } = await demo([], { COFFER_URL: server.url, DATA_DIR: site.env.DATA_DIR ?? '' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^policies {2}8 made\nroles {5}6 made\nusers {5}8 made\nsecrets {3}32 made\n/);
    expect(out).toMatch(/^reveals {3}\d+ allowed, (?:[6-9]|10) denied/m);
    password = /ada logs in with {2}(\S+)$/m.exec(out)?.[1] ?? '';
  });

  it('leaves an audit with denials, rotated secrets, a deleted secret to restore, and accounts that can log in', async () => {
    const admin = await (await Api.of(server)).login('ada', password);
    const denied = await admin.get('/audit/logs?outcome=denied&action=secret:reveal');
    expect(denied.body.items.length).toBeGreaterThanOrEqual(6);
    expect(denied.body.items.find(({ actor_name }: Body) => actor_name === 'radia')).toMatchObject({
      decision_reason: expect.stringMatching(/shown no second factor/),
    });
    const listed = await admin.get('/secrets?limit=200');
    expect(listed.body.items).toHaveLength(32);
    expect(listed.body.items.filter(({ version }: { version: number }) => version > 1).length).toBeGreaterThan(5);
    expect((await admin.get('/secrets?state=deleted')).body.items).toHaveLength(1);
  });

  it('creates nothing twice: a second run says what was there', async () => {
    expect((await demo(['--url', server.url, '--setup-token', 'w'.repeat(43)])).err).toMatch(
      /is set up: give an admin/,
    );
    const account = { COFFER_USERNAME: 'ada', COFFER_PASSWORD: 'not-it' };
    expect((await demo(['--url', server.url], account)).err).toBe('demo: The username or the password is wrong\n');
    const { code, out } = await demo(['--url', server.url], { ...account, COFFER_PASSWORD: password });
    expect(code).toBe(0);
    expect(out).toMatch(/^policies {2}0 made, 8 existed already\n.*\n.*\nsecrets {3}0 made, 32 existed already\n/);
    expect(out).not.toContain(' log in with ');
  });
});
