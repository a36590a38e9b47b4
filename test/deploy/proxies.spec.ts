import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { freePort } from '../containers/free-port.js';
import { type Api, setUp } from '../e2e/support/processes/api.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import type { Server } from '../e2e/support/processes/server.js';
import { eventually } from '../faults/support/eventually.js';

const DEPLOY = join(import.meta.dirname, '../../deploy');
const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/guides/production.md'), 'utf8');
const read = (name: string) => readFileSync(join(DEPLOY, name), 'utf8');
/** The address of the client. Only a proxy that tells of it lets Coffer see it. */
const CLIENT = '127.0.0.9';
/** Requests of one address that nginx passes on at once, in this test. */
const AT_ONCE = 3;
/** The address of slow clients. */
const SLOW = '127.0.0.10';
/** Where nginx says whose requests it counts together, in this test. */
const COUNTED = '127.0.0.11';

interface Place {
  readonly folder: string;
  readonly port: number;
  /** The port of Coffer. */
  readonly behind: string;
}

interface Proxy {
  readonly name: string;
  readonly program: string;
  /** Writes the example for this place, and returns the arguments that run it. */
  prepare(place: Place): string[];
}

/** What nginx logs when it writes a body, or an answer, to its disk. */
const ON_DISK = /buffered to a temporary file/;

/** The location of the guide that serves Coffer below a path, in front of the one of the example. */
function belowPath(behind: string): string {
  const [location = ''] = /location \/coffer\/ \{[^}]*\}/.exec(GUIDE) ?? [];
  return filled(location, { 'http://coffer:8000/': `http://127.0.0.1:${behind}/` });
}

/** `text` with each of the texts replaced that the guide tells an operator to replace. All of them must be there. */
function filled(text: string, values: Record<string, string>): string {
  return Object.entries(values).reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replaceAll(from, to);
  }, text);
}

const NGINX: Proxy = {
  name: 'nginx',
  program: process.env.NGINX ?? 'nginx',
  prepare({ folder, port, behind }) {
    const site = filled(read('nginx.conf'), {
      'listen 443 ssl;': `listen 127.0.0.1:${port} ssl;`,
      'listen [::]:443 ssl;': '',
      'coffer.example.org': 'localhost',
      '/etc/ssl/coffer/': `${folder}/`,
      '127.0.0.1:8000': `127.0.0.1:${behind}`,
      // So that the test need not wait as long, nor open as many connections.
      'client_header_timeout 15s': 'client_header_timeout 2s',
      'client_body_timeout 15s': 'client_body_timeout 2s',
      'limit_conn coffer_clients 100': `limit_conn coffer_clients ${AT_ONCE}`,
      '  location / {': `  ${belowPath(behind)}\n  location / {`,
    });
    writeFileSync(join(folder, 'site.conf'), site);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const paths = temporary.map((each) => `${each}_temp_path ${folder}/${each};`).join('\n');
    // Says who is counted, if the address of the client is the one in the header.
    const realIp = 'set_real_ip_from 127.0.0.1; real_ip_header X-Claimed;';
    const counted = `server { listen ${COUNTED}:${port}; ${realIp} location / { return 200 $coffer_client; } }`;
    const http = `http {\naccess_log off;\n${paths}\ninclude ${folder}/site.conf;\n${counted}\n}`;
    const whole = `user root;\npid ${folder}/pid;\nerror_log ${folder}/error.log warn;\ndaemon off;\nevents {}\n${http}\n`;
    writeFileSync(join(folder, 'whole.conf'), whole);
    return ['-p', folder, '-c', join(folder, 'whole.conf'), '-e', 'stderr'];
  },
};

const CADDY: Proxy = {
  name: 'Caddy',
  program: process.env.CADDY ?? 'caddy',
  prepare({ folder, port, behind }) {
    const site = filled(read('Caddyfile'), {
      // A certificate of the test's, since no authority gives one here.
      'coffer.example.org {': `localhost:${port} {\n\ttls ${folder}/fullchain.pem ${folder}/key.pem`,
      '127.0.0.1:8000': `127.0.0.1:${behind}`,
      '\tservers {': '\tadmin off\n\tauto_https disable_redirects\n\tservers {',
      // So that the test need not wait as long.
      'read_header 15s': 'read_header 2s',
    });
    writeFileSync(join(folder, 'Caddyfile'), site);
    return ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
  },
};

const lengthOf = (body: string, isChunked: boolean) =>
  isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': Buffer.byteLength(body) };

const isThere = ({ program }: Proxy) => spawnSync(program, ['-h']).error === undefined;

describe.each([NGINX, CADDY])('$name as the example sets it up', (proxy) => {
  // `.ci/run` brings both, and demands them.
  const test = isThere(proxy) || process.env.REQUIRE_PROXIES === '1' ? it : it.skip;
  let folder: string;
  let site: Site;
  let server: Server;
  let admin: Api;
  let running: ChildProcess | undefined;
  let port: number;

  beforeAll(async () => {
    if (test === it.skip) return;
    folder = mkdtempSync(join(tmpdir(), 'coffer-proxy-'));
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'fullchain.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject], {
      stdio: 'ignore',
    });
    site = await embeddedSite({ TRUSTED_PROXIES: '127.0.0.1' });
    server = await site.start();
    admin = await setUp(server);
    port = await freePort();
    const args = proxy.prepare({ folder, port, behind: new URL(server.url).port });
    const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    running = spawn(proxy.program, args, { stdio: 'ignore', env });
    await eventually(async () => expect((await through('GET', '/health')).status).toBe(200), 60_000);
  });
  afterAll(async () => {
    if (running?.exitCode === null && running.signalCode === null) {
      running.kill('SIGTERM');
      await once(running, 'exit');
    }
    await site?.clear();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function through(method: string, path: string, body?: string, isChunked = false) {
    return new Promise<{ status: number; location: string; text: string }>((resolve, reject) => {
      const headers = {
        host: 'localhost',
        authorization: `Bearer ${admin.token}`,
        'x-forwarded-for': '203.0.113.9',
        ...(body === undefined ? {} : { 'content-type': 'application/json', ...lengthOf(body, isChunked) }),
      };
      const ca = readFileSync(join(folder, 'fullchain.pem'));
      const place = {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        localAddress: CLIENT,
        ca,
        agent: false,
      } as const;
      const call = request({ ...place, method, path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (more) => (text += more));
        const { statusCode: status = 0, headers } = answer;
        answer.on('end', () => resolve({ status, location: headers.location ?? '', text }));
      });
      call.on('error', reject).end(body);
    });
  }

  test('tells Coffer the address of the client, and not the one that the client claims', async () => {
    const made = await through('POST', '/api/v1/secrets', JSON.stringify({ path: 'prod/behind', value: 'x' }));
    expect(made.status).toBe(201);
    const { items } = (await admin.get('/audit/logs?action=secret:write')).body;
    expect(items.map(({ ip }: { ip: string }) => ip)).toEqual([CLIENT, CLIENT]);
  });

  test('lets Coffer itself refuse what is too large, and passes an export on to its end', async () => {
    const large = await through('POST', '/api/v1/policies', JSON.stringify({ name: 'x'.repeat(1_100_000) }));
    expect([large.status, JSON.parse(large.text).code]).toEqual([413, 'body_too_large']);
    const exported = await through('GET', '/api/v1/audit/logs/export');
    const seqs = exported.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(seqs.length).toBeGreaterThan(3);
  });

  /** A connection that sends this and then nothing more. Resolves to what it got when it is closed. */
  function holding(text: string) {
    const ca = readFileSync(join(folder, 'fullchain.pem'));
    const plain = connectPlain({ host: '127.0.0.1', port, localAddress: SLOW });
    const socket = connect({ socket: plain, servername: 'localhost', ca });
    let got = '';
    socket.setEncoding('utf8').on('data', (more) => (got += more));
    socket.once('secureConnect', () => socket.write(text));
    return { socket, ended: once(socket, 'close').then(() => got) };
  }

  test('closes the connection of a client that does not finish its head', async () => {
    const began = Date.now();
    expect(await holding('GET /health HTTP/1.1\r\nHost: loc').ended).not.toContain(' 200 ');
    // By themselves, both proxies would wait for a minute.
    expect(Date.now() - began).toBeLessThan(12_000);
  });

  if (proxy !== NGINX) return;

  test('writes no value to its own disk, however large it is and however it is sent', async () => {
    const body = (path: string) => JSON.stringify({ path, value: 'x'.repeat(65_536) });
    expect((await through('POST', '/api/v1/secrets', body('prod/large'))).status).toBe(201);
    expect((await through('POST', '/api/v1/secrets', body('prod/chunked'), true)).status).toBe(201);
    expect((await through('POST', '/coffer/api/v1/secrets', body('prod/below'))).status).toBe(201);
    expect((await through('GET', '/v1/secret/data/prod/large')).text.length).toBeGreaterThan(65_536);
    expect(readFileSync(join(folder, 'error.log'), 'utf8')).not.toMatch(ON_DISK);
  });

  const HEAD = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

  test('closes the connection of a client that does not finish its body', async () => {
    const began = Date.now();
    expect(await holding(`${HEAD}Content-Length: 900\r\n\r\n{`).ended).not.toContain(' 200 ');
    // Coffer itself would have waited longer.
    expect(Date.now() - began).toBeLessThan(12_000);
  });

  test('refuses one address more requests than it may hold at once, and no other address', async () => {
    const body = () => holding(`${HEAD}Content-Length: 900\r\n\r\n{`);
    const held = Array.from({ length: AT_ONCE + 1 }, body);
    const first = await Promise.race(held.map(({ socket }) => once(socket, 'data').then(([text]) => String(text))));
    expect(first).toMatch(/^HTTP\/1\.1 429 /);
    expect((await through('GET', '/health')).status).toBe(200);
    for (const { socket } of held) socket.destroy();
  });

  test.each([
    ['192.0.2.1', '192.0.2.2', false],
    ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8:1::1', '2001:db8:1::2:3', true],
    ['2001:db8:1::1', '2001:db8:2::1', false],
  ])('counts %s and %s as one client: %s', async (one, other, isOne) => {
    const counted = async (address: string) => {
      const answer = await fetch(`http://${COUNTED}:${port}/`, { headers: { 'x-claimed': address } });
      return answer.text();
    };
    const [first, second] = [await counted(one), await counted(other)];
    expect(first).not.toBe('');
    expect(first === second).toBe(isOne);
  });

  test('leads a client that lists by LIST to nothing outside of the path that it serves Coffer below', async () => {
    const asked = '/coffer/v1/secret/metadata/prod?after=a';
    const { status, location } = await through('LIST', asked);
    const { pathname, search } = new URL(location, `https://localhost${asked}`);
    expect([status, pathname + search]).toEqual([303, `${asked}&list=true`]);
    expect(JSON.parse((await through('GET', pathname + search)).text).data.keys).toContain('large');
  });
});

describe('the example for Caddy', () => {
  const test = isThere(CADDY) || process.env.REQUIRE_PROXIES === '1' ? it : it.skip;

  test('takes no body of more than 2 MiB, and ends no answer because it takes long', () => {
    const args = ['adapt', '--adapter', 'caddyfile', '--config', join(DEPLOY, 'Caddyfile')];
    const text = execFileSync(CADDY.program, args, { encoding: 'utf8', stdio: 'pipe' });
    expect(text).toContain('{"handler":"request_body","max_size":2097152}');
    expect(text).not.toContain('write_timeout');
  });
});
