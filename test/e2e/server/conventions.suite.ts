import { makeAccount } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { PASSWORD } from '../support/processes/api.js';
import type { Coffer } from '../support/processes/coffer.js';
import { type RawRequest, sendLines } from '../support/processes/raw.js';

/** What HTTP asks of a server, and what proxies and clients of the world send. */
interface Row extends RawRequest {
  readonly name: string;
  readonly status: number;
  /** The code of the problem. Absent: the answer is no problem. */
  readonly code?: string;
  /** Headers of the answer. */
  readonly gives?: Readonly<Record<string, string>>;
  /** The wrong field. */
  readonly field?: string;
  readonly asNobody?: boolean;
}

const JSON_TYPE = 'Content-Type: application/json';
const LOGIN = JSON.stringify({ username: 'root_admin', password: PASSWORD });
const login = (name: string, type: string): Row => ({
  ...{ name: `a body of ${name}`, line: 'POST /api/v1/auth/login', headers: [`Content-Type: ${type}`], body: LOGIN },
  ...{ status: 200, asNobody: true },
});
const refused = (row: Row, code: string, status: number): Row => ({ ...row, code, status });
const unsupported = (name: string, type: string) => refused(login(name, type), 'unsupported_media_type', 415);
const bad = (name: string, headers: readonly string[], field: string): Row => ({
  ...{ name, line: 'GET /api/v1/auth/me', headers, status: 400, code: 'validation_failed', field, asNobody: true },
});
const bodiless = (name: string, headers: readonly string[], body = ''): Row => ({
  ...{ name: `a POST without a body, sent with ${name}`, line: 'POST /api/v1/users/{user}/unlock', headers, body },
  status: 204,
});
const conditional = (name: string, ifMatch: readonly string[], status: number, code?: string): Row => ({
  ...{ name: `a change with ${name}`, line: 'PATCH /api/v1/secrets/{secret}', body: '{"tags":["a"]}', status },
  ...{ headers: [JSON_TYPE, ...ifMatch.map((value) => `If-Match: ${value}`)], ...(code !== undefined && { code }) },
});
const GZIPPED = '\u001f\u008b\u0008\u0000';

const METHODS: readonly Row[] = [
  { name: 'HEAD of what is alive', line: 'HEAD /health', status: 200, asNobody: true },
  { name: 'HEAD of what is ready', line: 'HEAD /health/ready', status: 200, asNobody: true },
  { name: 'HEAD of the document', line: 'HEAD /openapi.json', status: 200, asNobody: true },
  { name: 'HEAD of the docs', line: 'HEAD /docs', status: 200, asNobody: true },
  { name: 'the root', line: 'GET /', status: 302, gives: { location: 'docs' }, asNobody: true },
  { name: 'the docs with a slash', line: 'GET /docs/', status: 302, gives: { location: '../docs' }, asNobody: true },
  { name: 'HEAD of a list', line: 'HEAD /api/v1/secrets', status: 200 },
  { name: 'HEAD without a token', line: 'HEAD /api/v1/secrets', status: 401, asNobody: true },
  ...[
    { line: 'PUT /api/v1/secrets', gives: { allow: 'GET, HEAD, POST' } },
    { line: 'OPTIONS /api/v1/secrets', gives: { allow: 'GET, HEAD, POST' } },
    { line: 'GET /api/v1/auth/login', gives: { allow: 'POST' } },
    { line: 'POST /health', gives: { allow: 'GET, HEAD' } },
  ].map((row) => ({ ...row, name: `${row.line}`, status: 405, code: 'method_not_allowed' })),
];

const HEADERS: readonly Row[] = [
  bad('two Host headers', ['Host: a', 'Host: a'], 'Host'),
  ...['a b', 'a/b', 'user@a', 'a:b', 'a:80:80', 'http://a', '[::1', '::1', '', 'a?b', 'a#b', 'a\\b', '%zz', 'ä'].map(
    (host) => bad(`the Host ${JSON.stringify(host)}`, [`Host: ${host}`], 'Host'),
  ),
  ...['a', 'A.Example.org.', 'a:', 'a:8000', '127.0.0.1:80', '[::1]', '[::1]:8000', 'a_b', '%41'].map((host) => ({
    ...{ name: `the Host ${host}`, line: 'GET /health', headers: [`Host: ${host}`], status: 200, asNobody: true },
  })),
  bad('two Authorization headers', ['Authorization: Bearer a', 'Authorization: Bearer b'], 'Authorization'),
  bad(
    'two Authorization headers that are equal',
    ['authorization: Bearer a', 'AUTHORIZATION: Bearer a'],
    'Authorization',
  ),
  {
    ...{
      name: 'two Content-Type headers',
      line: 'POST /api/v1/auth/login',
      headers: [JSON_TYPE, JSON_TYPE],
      body: LOGIN,
    },
    ...{ status: 400, code: 'validation_failed', field: 'Content-Type', asNobody: true },
  },
  {
    ...{ name: 'an Expect that is not known', line: 'GET /health', headers: ['Expect: 200-ok'], status: 417 },
    ...{ code: 'expectation_failed', asNobody: true },
  },
  {
    ...{ name: 'a head of more than 16 KiB', line: 'GET /health', headers: [`X: ${'x'.repeat(17_000)}`], status: 431 },
    ...{ code: 'head_too_large', asNobody: true },
  },
];

const BODIES: readonly Row[] = [
  login('JSON', 'application/json'),
  login('JSON in UTF-8', 'application/json; charset=utf-8'),
  login('JSON in UTF-8, in quotes', 'Application/JSON;charset="UTF-8"'),
  login('JSON in utf8', 'application/json; charset=utf8'),
  login('JSON with a semicolon', 'application/json;'),
  login('JSON with spaces and semicolons', ' application/json ; ; charset=utf-8 ;'),
  login('JSON with a parameter', 'application/json; version=1'),
  login('JSON with parameters', 'application/json; charset=UTF-8; version=1; profile="a;b"'),
  unsupported('JSON in latin1', 'application/json; charset=iso-8859-1'),
  unsupported('JSON in no charset', 'application/json; charset=nothing'),
  unsupported('JSON in two charsets', 'application/json; charset=utf-8; Charset=utf-7'),
  unsupported('a form', 'application/x-www-form-urlencoded'),
  unsupported('a dialect of JSON', 'application/merge-patch+json'),
  unsupported('several types', 'application/json, text/plain'),
  unsupported('no type', ''),
  {
    ...refused(login('compressed JSON', 'application/json'), 'unsupported_media_type', 415),
    ...{ headers: [JSON_TYPE, 'Content-Encoding: gzip'], body: GZIPPED, gives: { 'accept-encoding': 'identity' } },
  },
  { ...login('JSON that is not compressed', ''), headers: [JSON_TYPE, 'Content-Encoding: identity'] },
  {
    ...refused(login('17 KiB', 'application/json'), 'body_too_large', 413),
    body: JSON.stringify({ username: 'x'.repeat(17_000) }),
  },
  bodiless('nothing', []),
  bodiless('a length of 0', ['Content-Length: 0']),
  bodiless('the type of a form', ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 0']),
  bodiless('the type of JSON', [JSON_TYPE, 'Content-Length: 0']),
  bodiless('what is no type', ['Content-Type: nonsense', 'Content-Length: 0']),
  bodiless('no chunk', ['Content-Type: text/plain', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
  bodiless('an empty object', [JSON_TYPE], '{}'),
];

/** The secret of each row is at its first revision. */
const CONDITIONS: readonly Row[] = [
  conditional('its ETag', ['"1"'], 200),
  conditional('any ETag', ['*'], 200),
  conditional('several ETags, one of them its own', ['"7", "1"'], 200),
  conditional('several If-Match headers', ['"7"', '"1"'], 200),
  conditional('another ETag', ['"7"'], 412, 'precondition_failed'),
  conditional('several other ETags', ['"7", "8"'], 412, 'precondition_failed'),
  conditional('its ETag, weakened by a proxy', ['W/"1"'], 412, 'precondition_failed'),
  conditional('an ETag of another server', ['"33a64df5"'], 412, 'precondition_failed'),
  { ...conditional('what is no ETag', ['1'], 400, 'validation_failed'), field: 'If-Match' },
];

/** A name of the world that has two spellings. */
const SPELLINGS: readonly Row[] = [
  { name: 'an id in upper case', line: 'GET /api/v1/users/{USER}', status: 200 },
  { name: 'an actor in upper case', line: 'GET /api/v1/audit/logs?actor={USER}', status: 200 },
  { name: 'a request in upper case', line: 'GET /api/v1/audit/logs?request_id={USER}', status: 200 },
  { name: 'a creator in upper case', line: 'GET /api/v1/secrets?created_by={USER}', status: 200 },
  { name: 'a time in lower case', line: 'GET /api/v1/audit/logs?from=2026-11-28t19:56:59.830z', status: 200 },
  { name: 'no time', line: 'GET /api/v1/audit/logs?from=2026-11-28x19:56:59z', status: 400, code: 'validation_failed' },
  {
    ...{ name: 'an expiry in lower case', line: 'POST /api/v1/secrets', headers: [JSON_TYPE], status: 201 },
    body: '{"path":"conventions/expiry","value":"x","expires_at":"2099-01-01t00:00:00z"}',
  },
];

export const conventions = (coffer: Coffer): void =>
  describe('what HTTP asks for', () => {
    let user: string;
    let secrets = 0;
    beforeAll(async () => {
      user = (await makeAccount(coffer.admin, 'somebody')).body.id;
    });

    /** The target with the id of the account, or of a new secret. */
    const target = async (line: string): Promise<string> => {
      if (!line.includes('{secret}')) return line.replace('{user}', user).replace('{USER}', user.toUpperCase());
      secrets += 1;
      return line.replace('{secret}', (await keep(coffer.admin, `conventions/${secrets}`)).body.id);
    };

    it.each([...METHODS, ...HEADERS, ...BODIES, ...CONDITIONS, ...SPELLINGS])(
      '$name is answered by $status',
      async (row) => {
        const token = row.asNobody ? [] : [`Authorization: Bearer ${coffer.admin.token}`];
        const line = await target(row.line);
        const answer = await sendLines(coffer.server.url, {
          ...row,
          line,
          headers: [...(row.headers ?? []), ...token],
        });
        const problem = row.code !== undefined && !row.line.startsWith('HEAD') ? JSON.parse(answer.body) : {};
        expect({ status: answer.status, code: problem.code }).toEqual({ status: row.status, code: row.code });
        if (row.code !== undefined) expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        if (row.field !== undefined) expect(problem.errors).toMatchObject([{ field: row.field }]);
        for (const [name, value] of Object.entries(row.gives ?? {})) expect(answer.headers.get(name)).toBe(value);
        if (row.line.startsWith('HEAD')) expect(answer.body).toBe('');
      },
    );

    it('finds the records of a resource by its id in either case', async () => {
      const found = async (id: string) => (await coffer.admin.get(`/audit/logs?resource=${id}`)).body.items;
      expect((await found(user)).length).toBeGreaterThan(0);
      expect(await found(user.toUpperCase())).toEqual(await found(user));
    });

    it('tells how large a body may be, in the answer to one that is larger', async () => {
      const { id } = (await keep(coffer.admin, 'sizes/one')).body;
      const large = { description: 'x'.repeat(300_000) };
      expect((await coffer.nobody.post('/auth/login', large)).body.detail).toBe(
        'The body may have at most 16 KiB here.',
      );
      expect((await coffer.admin.patch(`/secrets/${id}`, large)).body.detail).toBe(
        'The body may have at most 256 KiB here.',
      );
    });
  });
