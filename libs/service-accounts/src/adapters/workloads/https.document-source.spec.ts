import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, type Resolve, SystemClock } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { LocalIssuer, sendJson } from '../../testing/local-issuer.js';
import { HttpsDocumentSource } from './https.document-source.js';

const KIB = 1_024;
/** Far above what an answer from loopback needs: nothing is measured by it. */
const PATIENT_MS = 60_000;

describe('a document of an identity provider', () => {
  let issuer: LocalIssuer;
  beforeAll(async () => {
    issuer = await LocalIssuer.open({ names: 'DNS:localhost,DNS:idp.example.org,IP:127.0.0.1' });
  });
  afterAll(() => issuer.close());
  beforeEach(() => issuer.handlers.clear());

  const at =
    (addresses: readonly string[]): Resolve =>
    async () =>
      addresses;
  const source = (resolve?: Resolve, clock: Clock = new SystemClock()) => new HttpsDocumentSource(clock, resolve);
  const until = () => new SystemClock().now() + PATIENT_MS;
  const request = (path = '/.well-known/jwks', more: object = {}) => ({
    ...{ url: issuer.url + path, privateNetwork: true, ca: issuer.ca, ...more },
  });
  const refusal = (read: Promise<unknown>) =>
    read.then(
      () => 'read',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const answering = (answer: (response: ServerResponse) => void, path = '/x') => {
    issuer.handlers.set(path, (_, response) => answer(response));
    return request(path);
  };

  it('is read over TLS, by a certificate that the provider names [R111]', async () => {
    expect(await source().read(request(), until())).toEqual(issuer.jwks);
  });

  it.each([
    ['http', 'http://localhost/keys'],
    ['a file', 'file:///etc/passwd'],
    ['a user', 'https://ada@localhost/keys'],
    ['a password', 'https://ada:x@localhost/keys'],
    ['a fragment', 'https://localhost/keys#x'],
    ['no URL', 'keys'],
    ['a line break', 'https://localhost/ke\nys'],
  ])('is not fetched from a URL with %s [R111]', async (_, url) => {
    const never: Resolve = () => Promise.reject(new Error('looked up'));
    expect(await refusal(source(never).read(request('', { url }), until()))).toBe(
      'DocumentRefused: the URL is not one to fetch keys from',
    );
  });

  it.each([
    ['loopback', '127.0.0.1'],
    ['a private network', '10.0.0.7'],
    ['the metadata service of a cloud', '169.254.169.254'],
    ['loopback in IPv6', '::1'],
    ['loopback as an IPv4-mapped address', '::ffff:127.0.0.1'],
    ['an address behind NAT64', '64:ff9b::7f00:1'],
  ])('is not fetched from %s, unless the provider may be there [R111]', async (_, address) => {
    const asked = issuer.requests.length;
    const outside = request('/x', { privateNetwork: false, url: `https://idp.example.org:${issuer.port}/x` });
    const words = 'DocumentRefused: the host has an address that is not of the internet';
    expect(await refusal(source(at([address])).read(outside, until()))).toBe(words);
    expect(await refusal(source(at(['8.8.8.8', address])).read(outside, until()))).toBe(words);
    expect(issuer.requests).toHaveLength(asked);
  });

  it.each([
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://0x7f.1/x',
    'https://2130706433/x',
    'https://[::ffff:a00:1]/x',
  ])('is not fetched from an address that the URL itself names: %s [R111]', async (url) => {
    expect(await refusal(source().read(request('', { url, privateNetwork: false }), until()))).toBe(
      'DocumentRefused: the host has an address that is not of the internet',
    );
  });

  it('looks the host up once, and connects to the address that it has checked [R111]', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.99']];
    let looked = 0;
    const rebinding: Resolve = async () => answers[looked++] ?? [];
    const url = `https://idp.example.org:${issuer.port}/.well-known/jwks`;
    expect(await source(rebinding).read(request('', { url }), until())).toEqual(issuer.jwks);
    expect(looked).toBe(1);
  });

  it('tries the next checked address of a host', async () => {
    const url = `https://idp.example.org:${issuer.port}/.well-known/jwks`;
    expect(await source(at(['127.0.0.98', '127.0.0.1'])).read(request('', { url }), until())).toEqual(issuer.jwks);
  });

  it('is not taken from a host with another certificate [R111]', async () => {
    const other = request('', { url: `https://other.example.org:${issuer.port}/.well-known/jwks` });
    const words = 'DocumentRefused: the provider cannot be reached';
    expect(await refusal(source(at(['127.0.0.1'])).read(other, until()))).toBe(
      `${words} (ERR_TLS_CERT_ALTNAME_INVALID)`,
    );
    expect(await refusal(source().read(request('/.well-known/jwks', { ca: null }), until()))).toMatch(words);
  });

  it.each([
    ['no address', at([])],
    ['what is no address', at(['localhost'])],
    ['an error of the look-up', () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))],
  ] as [string, Resolve][])('is refused if its host has %s', async (_, resolve) => {
    const url = 'https://idp.example.org/x';
    expect(await refusal(source(resolve).read(request('', { url }), until()))).toMatch(/^DocumentRefused: the /);
  });

  it.each([301, 302, 303, 307, 308])('is not fetched from where a %d leads [R111]', async (status) => {
    const asked = answering((response) => void response.writeHead(status, { location: `${issuer.url}/y` }).end());
    issuer.requests.length = 0;
    expect(await refusal(source().read(asked, until()))).toBe('DocumentRefused: the provider answers with a redirect');
    expect(issuer.requests).toEqual(['/x']);
  });

  it.each([204, 401, 404, 500, 503])('is refused with the status %d', async (status) => {
    const asked = answering(
      (response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(),
    );
    expect(await refusal(source().read(asked, until()))).toBe(`DocumentRefused: the provider answers ${status}`);
  });

  it.each(['text/html', 'text/json', 'application/jsonp', 'application/octet-stream', ''])(
    'is refused as %p',
    async (type) => {
      const asked = answering((response) => void response.writeHead(200, { 'content-type': type }).end('{}'));
      expect(await refusal(source().read(asked, until()))).toBe('DocumentRefused: the answer is not JSON');
    },
  );

  it.each(['application/json', 'application/jwk-set+json', 'Application/JSON; charset=utf-8'])(
    'is read as %s',
    async (type) => {
      expect(
        await source().read(
          answering((response) => sendJson(response, { a: 1 }, type)),
          until(),
        ),
      ).toEqual({ a: 1 });
    },
  );

  it.each([
    ['no JSON', Buffer.from('{')],
    ['another encoding', Buffer.from([0x22, 0xff, 0x22])],
  ])('is refused with %s', async (_, body) => {
    const asked = answering(
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    expect(await refusal(source().read(asked, until()))).toBe('DocumentRefused: the answer is not JSON');
  });

  it('is refused if it is compressed: 256 KiB of it could be far more [R111]', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const asked = answering((response) => void response.writeHead(200, headers).end('x'));
    expect(await refusal(source().read(asked, until()))).toBe('DocumentRefused: the answer is encoded');
  });

  it('is refused when its head says that it is too long, before its body is read [R111]', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 256 * KIB + 1 };
    const asked = answering((response) => response.writeHead(200, headers).flushHeaders());
    expect(await refusal(source().read(asked, until()))).toBe('DocumentRefused: the answer has more than 256 KiB');
  });

  it('is refused as soon as more than 256 KiB have come, of a body without an end [R111]', async () => {
    const part = Buffer.alloc(16 * KIB, 0x20);
    const asked = answering((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write(part));
        response.once('drain', more);
      };
      more();
    });
    expect(await refusal(source().read(asked, until()))).toBe('DocumentRefused: the answer has more than 256 KiB');
  });

  it('is refused if it is cut off', async () => {
    const asked = answering((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"keys":[]}');
      setImmediate(() => response.destroy());
    });
    expect(await refusal(source().read(asked, until()))).toMatch(
      /^DocumentRefused: the (answer was cut|provider cannot)/,
    );
  });

  it.each([
    ['answers nothing', () => {}],
    ['stops inside its head', (response: ServerResponse) => void response.socket?.write('HTTP/1.1 200 OK\r\nx: ')],
    [
      'stops inside its body',
      (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ])('is given up in time if the host %s [R111]', async (_, answer) => {
    const clock = new ManualClock();
    const arrived = new Promise<void>((resolve) => {
      answering((response) => {
        answer(response);
        resolve();
      });
    });
    const read = refusal(source(undefined, clock).read(request('/x'), clock.at + 5_000));
    await arrived;
    await clock.advance(5_000);
    expect(await read).toBe('DocumentRefused: the provider did not answer in time');
  });

  it('waits for 2 look-ups at most, also for those that it has given up: each keeps a thread [R111]', async () => {
    const clock = new ManualClock();
    const looked: string[] = [];
    const ends: (() => void)[] = [];
    const stuck: Resolve = (host) => {
      looked.push(host);
      return new Promise((_, reject) => ends.push(() => reject(new Error('no answer'))));
    };
    const one = source(stuck, clock);
    const read = (host: string) =>
      refusal(one.read(request('', { url: `https://${host}.example.org/x` }), clock.at + 5_000));
    const first = Promise.all([read('a'), read('a'), read('b')]);
    await clock.advance(5_000);
    expect(new Set(await first)).toEqual(new Set(['DocumentRefused: the provider did not answer in time']));
    expect(await read('c')).toBe('DocumentRefused: too many hosts are being looked up');
    expect(looked).toEqual(['a.example.org', 'b.example.org']);
    ends[0]?.();
    await nextTurn();
    const third = read('c');
    await clock.advance(5_000);
    await third;
    expect(looked.at(-1)).toBe('c.example.org');
  });

  it('is given up in time if the look-up does not end', async () => {
    const clock = new ManualClock();
    const url = 'https://idp.example.org/x';
    const read = refusal(source(() => new Promise(() => {}), clock).read(request('', { url }), clock.at + 5_000));
    await clock.advance(5_000);
    expect(await read).toBe('DocumentRefused: the provider did not answer in time');
    expect(clock.timers).toBe(0);
  });
});
