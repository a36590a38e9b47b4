import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../faults/support/eventually.js';
import { appCode, secretIn } from '../support/people/person.js';
import { type Answer, Api, type Body } from '../support/processes/api.js';
import { readMails } from '../support/processes/outbox.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';
import {
  exampleBody,
  exampleText,
  namesOf,
  type Operation,
  operationsOf,
  type Parameter,
} from '../support/routes/documented.js';
import {
  ALWAYS_REFUSED,
  BINDINGS,
  ENROLS,
  INVITES,
  KEYS,
  LAST,
  REKEYS,
  REVOKES,
  SHARES,
  TAKES_A_TOKEN,
  THE_README,
  VAULT_KV,
  VERIFIES,
  witnessOfExamples,
} from './example-orders.js';

const ROOT = join(import.meta.dirname, '../../..');

describe('the examples of /openapi.json', () => {
  let site: Site;
  let server: Server;
  let operations: Operation[];
  let api: Api;
  /** Ids of created objects, by the path of their collection. */
  const ids = new Map<string, string>();
  /** The seed that the app got. */
  let seed = '';
  const triedOnes = new Set<string>();

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start(witnessOfExamples(site));
    operations = operationsOf((await (await fetch(`${server.url}/openapi.json`)).json()) as Body);
    api = await Api.of(server);
  });
  afterAll(() => site.clear());

  const operation = (id: string): Operation => {
    const found = operations.find(({ operationId }) => operationId === id);
    if (!found) throw new Error(`there is no operation ${id}`);
    return found;
  };

  /** Sends what the page would send: the example body, the examples of required parameters, and ids of earlier objects. */
  async function tried(
    { operationId, method, path, parameters, ...of }: Operation,
    body = exampleBody(of),
  ): Promise<Answer> {
    triedOnes.add(operationId);
    const query = parameters
      .filter((parameter) => parameter.in === 'query')
      .flatMap(({ name, example, schema }) => [[name, example ?? schema.example ?? schema.default]])
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${value}`);
    const headers = parameters.filter((parameter) => parameter.in === 'header' && parameter.required);
    const collection = path.slice(0, path.indexOf('/{')).replace('/keys/users', '/users');
    const place = path
      .replace('/api/v1', '')
      .replace('{id}', ids.get(collection) ?? '')
      .replace('{share}', ids.get('share') ?? '')
      .replace('{key_id}', ids.get('key') ?? '')
      .replace('{binding_id}', ids.get('binding') ?? '')
      .replace('{n}', '1')
      .replace(/\{(\w+)\}/g, (_, part) => String(parameters.find(({ name }) => name === part)?.schema.example ?? ''));
    const url = `${path.startsWith('/api/v1') ? place : `.${place}`}${query.length > 0 ? `?${query.join('&')}` : ''}`;
    const needed = headers.map(({ name, example, schema }) => [name, String(example ?? schema.example)]);
    const text = exampleText(of);
    if (text !== undefined) needed.push(['content-type', 'text/plain']);
    const answer = await api.send(method, url, { body: text ?? body, headers: Object.fromEntries(needed) });
    const made = /^(.*)\/([^/]+)$/.exec(answer.headers.location ?? '');
    if (made) ids.set(made[1] ?? '', made[2] ?? '');
    return answer;
  }

  it('exist for every body, and every parameter has a description', () => {
    const withBody = operations.filter(({ requestBody }) => requestBody);
    expect(namesOf(withBody.filter((one) => !exampleBody(one) && !exampleText(one)))).toEqual([]);
    expect(withBody.length).toBeGreaterThan(10);
    expect(namesOf(operations.filter(({ parameters }) => parameters.some((one) => !one.description)))).toEqual([]);
    expect(namesOf(operations).filter((name) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
  });

  it('log in as the README does, and make nothing that the README or a guide makes', () => {
    const guides = readdirSync(join(ROOT, 'docs/guides')).map((file) => join('docs/guides', file));
    const text = ['README.md', ...guides].map((file) => readFileSync(join(ROOT, file), 'utf8')).join();
    const clashes = ({ operationId, ...of }: Operation) =>
      ['path', 'username', 'email', 'name']
        .filter((field) => text.includes(`"${field}":"${exampleBody(of)?.[field]}"`))
        .map((field) => `${operationId} ${field}`);
    const makes = operations.filter(({ method, operationId }) => method !== 'get' && !THE_README.has(operationId));
    expect(makes.flatMap(clashes)).toEqual([]);
    for (const id of THE_README) {
      const { username, password } = exampleBody(operation(id)) ?? {};
      expect(text).toContain(`"username":"${username}"`);
      if (password !== undefined) expect(text).toContain(`"password":"${password}"`);
    }
  });

  it('exist for no optional parameter of a list, since the page would send them and narrow the list', () => {
    const narrows = ({ required, example, schema }: Parameter) =>
      !required && (example ?? schema.example) !== undefined;
    expect(namesOf(operations.filter(({ parameters }) => parameters.some(narrows)))).toEqual([]);
  });

  /** Sends it, and expects the documented success. */
  async function done(id: string, more: Body = {}): Promise<Answer> {
    const one = operation(id);
    const example = exampleBody(one);
    const answer = await tried(one, example && { ...example, ...more });
    const declared = Object.keys(one.responses).filter((status) => status.startsWith('2'));
    const errors = answer.status < 400 ? undefined : answer.body.errors;
    expect({ id, status: String(answer.status), errors }).toEqual({
      id,
      status: expect.stringMatching(`^(${declared.join('|')})$`),
      errors: undefined,
    });
    return answer;
  }

  /** The code or token of the newest mail to the administrator, once `mails` mails with one exist. */
  const mailed = (mails: number): Promise<string> =>
    eventually(() => {
      const own = readMails(site).filter(({ to }) => to === 'ada@example.org');
      const secrets = own.flatMap(({ text }) => secretIn(text) ?? []);
      expect(secrets).toHaveLength(mails);
      return secrets.at(-1) ?? '';
    });

  it.each(TAKES_A_TOKEN)('%s is refused only because of its token', async (id) => {
    const one = operation(id);
    expect((await tried(one)).status).toBe(one.path.startsWith('/v1/') ? 400 : 401);
  });

  it('set a new server up and log in, with the setup token filled in', async () => {
    await done('setupSetUp', { token: server.setupToken });
    api = api.as((await done('authLogin')).body.access_token);
  });

  it('create, show, list and change everything at the first try', async () => {
    const apart = new Set([
      ...TAKES_A_TOKEN,
      ...VERIFIES,
      ...INVITES,
      ...SHARES,
      ...ENROLS,
      ...KEYS,
      ...BINDINGS,
      ...REKEYS,
      ...VAULT_KV,
      ...LAST,
      ...ALWAYS_REFUSED,
      ...REVOKES,
      'authLogin',
      'secretsRestore',
    ]);
    const makes = ({ method, path }: Operation) => method === 'post' && !path.includes('{');
    const looks = ({ method }: Operation) => method === 'get';
    const rest = operations.filter(({ operationId, method }) => !apart.has(operationId) && method !== 'delete');
    const inOrder = [...rest.filter(makes), ...rest.filter(looks), ...rest.filter((one) => !makes(one) && !looks(one))];
    // A rotation of the audit's key needs the first checkpoint.
    await eventually(async () => expect((await api.get('/audit/checkpoint')).status).toBe(200));
    for (const { operationId } of inOrder) {
      const { body } = await done(operationId);
      if (operationId.endsWith('List')) expect(body.items.length).toBeGreaterThan(0);
    }
  });

  it.each(ALWAYS_REFUSED)('%s is refused, as the document says', async (id) => {
    expect((await tried(operation(id))).status).toBe(400);
  });

  it('write, read, delete and restore a secret as a client of Vault does', async () => {
    for (const id of VAULT_KV) await done(id);
  });

  it('invite an account without a password again, and withdraw the invitation', async () => {
    const invited = { username: 'invited', email: 'invited@example.org', password: undefined };
    await done('usersCreate', { ...invited, password_change_required: undefined });
    for (const id of INVITES) await done(id);
  });

  it('share a secret, open the share and end it, with its token and its id filled in', async () => {
    const [make, open, list, end] = SHARES;
    const { token } = (await done(make)).body;
    await done(open, { token });
    const { items } = (await done(list)).body;
    ids.set('share', items[0].id);
    await done(end);
  });

  it('make, list, replace and end a key of the service account', async () => {
    for (const id of KEYS) {
      const { body } = await done(id);
      if (id === 'apiKeysCreate') ids.set('key', body.id);
    }
  });

  it('make, list, show, change and end a binding of the service account', async () => {
    for (const id of BINDINGS) {
      const { body } = await done(id);
      if (id === 'bindingsCreate') ids.set('binding', body.id);
    }
  });

  it('re-key a vault, with its entries filled in', async () => {
    const [{ id, revision }] = (await done('entriesList')).body.items;
    await done('rekeysBegin');
    const { entries } = exampleBody(operation('rekeysStage')) as { entries: Body[] };
    await done('rekeysStage', { entries: [{ ...entries[0], id, revision }] });
    await done('rekeysPublish', { manifest: [`${id}:${revision}`] });
    await done('generationsRestore');
    await done('rekeysBegin');
    for (const last of ['rekeysAbandon', 'entriesDelete']) await done(last);
  });

  it('delete and restore the created objects', async () => {
    for (const id of ['secretVersionsDestroy', 'secretsDelete', 'secretsRestore', 'rolesRemove', 'policiesRemove']) {
      await done(id);
    }
    for (const id of ['sensitiveDataRemove', 'usersRemove']) await done(id);
    for (const id of ['serviceAccountsRemove', 'identityProvidersRemove']) await done(id);
  });

  it('verify an address and enable second factors, with the codes filled in', async () => {
    await done('emailSend');
    await done('emailVerify', { code: await mailed(1) });
    seed = (await done('secondFactorsBeginTotp')).body.secret;
    await done('secondFactorsConfirmTotp', { code: appCode(seed, Date.now()) });
    await done('secondFactorsBeginEmail');
    await done('secondFactorsConfirmEmail', { code: await mailed(2) });
    await done('secondFactorsRenewRecoveryCodes');
  });

  it('log in with a second factor, and disable them all', async () => {
    const { mfa_token } = (await done('authLogin')).body;
    await done('mfaSend', { mfa_token });
    // The current code was used for enrolment. The next one is accepted, since clocks may differ.
    await done('mfaVerify', { mfa_token, code: appCode(seed, Date.now() + 30_000) });
    await done('secondFactorsDisableEmail');
    await done('secondFactorsDisableTotp');
  });

  it('change the password, end another session and leave', async () => {
    const other = (await done('authLogin')).body.access_token;
    await done('accountChangePassword');
    expect((await api.as(other).get('/auth/me')).status).toBe(401);
    const { new_password: password } = exampleBody(operation('accountChangePassword')) ?? {};
    const again = (await done('authLogin', { password })).body.access_token;
    ids.set('/api/v1/auth/sessions', (await api.as(again).get('/auth/me')).body.session_id);
    await done('sessionsEnd');
    await done('authLogout');
    expect((await tried(operation('accountMe'))).status).toBe(401);
  });

  it('ask for a reset, and set the password with the mailed token', async () => {
    await done('passwordRecoveryForgot');
    const token = await mailed(4);
    await done('passwordRecoveryReset', { token });
    const { new_password: password } = exampleBody(operation('passwordRecoveryReset')) ?? {};
    api = api.as((await done('authLogin', { password })).body.access_token);
    await done('sessionsEndAll');
    expect((await tried(operation('accountMe'))).status).toBe(401);
  });

  it('delete an own account', async () => {
    const { username, password } = exampleBody(operation('registrationRegister')) ?? {};
    const login = async () => {
      api = api.as((await done('authLogin', { username, password })).body.access_token);
    };
    for (const id of REVOKES) {
      await login();
      await done(id);
      expect((await tried(operation('accountMe'))).status).toBe(401);
    }
    await login();
    await done('ownAccountRemove');
  });

  it('were all tried', () => {
    expect(namesOf(operations).filter((name) => !triedOnes.has(name))).toEqual([]);
  });
});
