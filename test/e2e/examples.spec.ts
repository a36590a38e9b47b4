import { type Answer, Api, type Body, type Method } from './support/api.js';
import { embeddedSite, type Site } from './support/pairs.js';
import type { Server } from './support/server.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema: { readonly example?: unknown; readonly default?: unknown };
}

interface Operation {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { content: Record<string, { example?: Body }> };
}

/** These are tried with a token of nobody's, since a document cannot know one. */
const TAKES_A_TOKEN = ['setupSetUp', 'authRefresh', 'authRefreshAlias'];
/** In this order at last: the session goes on with the first and ends with the second. */
const LAST = ['authChangePassword', 'authLogout'];

describe('the examples of /openapi.json', () => {
  let site: Site;
  let server: Server;
  let operations: Operation[];
  let api: Api;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    operations = operationsOf((await (await fetch(`${server.url}/openapi.json`)).json()) as Body);
    api = await Api.of(server);
  });
  afterAll(() => site.clear());

  const operation = (id: string): Operation => {
    const found = operations.find(({ operationId }) => operationId === id);
    if (!found) throw new Error(`there is no operation ${id}`);
    return found;
  };

  /** As the page sends it: the example body, the examples of what is required, ids of what was made before. */
  async function tried({ method, path, parameters, ...of }: Operation, body = exampleBody(of)): Promise<Answer> {
    const resource = path.split('/')[3] ?? '';
    const query = parameters
      .filter((parameter) => parameter.in === 'query')
      .flatMap(({ name, example, schema }) => [[name, example ?? schema.example ?? schema.default]])
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${value}`);
    const place = path
      .replace('/api/v1', '')
      .replace('{id}', ids.get(resource) ?? '')
      .replace('{n}', '1');
    const url = `${path.startsWith('/api/v1') ? place : `.${path}`}${query.length > 0 ? `?${query.join('&')}` : ''}`;
    const answer = await api.send(method, url, { body });
    if (method === 'post' && answer.status === 201) ids.set(resource, answer.body.id);
    return answer;
  }

  it('are there for every body, and every parameter is described', () => {
    const withBody = operations.filter(({ requestBody }) => requestBody);
    expect(namesOf(withBody.filter((one) => exampleBody(one) === undefined))).toEqual([]);
    expect(withBody.length).toBeGreaterThan(10);
    expect(namesOf(operations.filter(({ parameters }) => parameters.some((one) => !one.description)))).toEqual([]);
    expect(namesOf(operations).filter((name) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
  });

  it('narrow no list: the page sends what an optional parameter exemplifies', () => {
    const narrows = ({ required, example, schema }: Parameter) =>
      !required && (example ?? schema.example) !== undefined;
    expect(namesOf(operations.filter(({ parameters }) => parameters.some(narrows)))).toEqual([]);
  });

  it.each(TAKES_A_TOKEN)('%s is refused for its token alone', async (id) => {
    expect((await tried(operation(id))).status).toBe(401);
  });

  it('set a new server up and log in, with the setup token filled in', async () => {
    const setup = operation('setupSetUp');
    expect((await tried(setup, { ...exampleBody(setup), token: server.setupToken })).status).toBe(201);
    const login = await tried(operation('authLogin'));
    expect(login.status).toBe(200);
    api = api.as(login.body.access_token);
  });

  it('make, show, list and change everything, each at the first try', async () => {
    const makes = ({ method, path }: Operation) => method === 'post' && !path.includes('{');
    const looks = ({ method }: Operation) => method === 'get';
    const rest = operations.filter(
      ({ operationId, method }) =>
        ![...TAKES_A_TOKEN, ...LAST, 'authLogin'].includes(operationId) && method !== 'delete',
    );
    const inOrder = [
      ...rest.filter(makes),
      ...rest.filter(looks),
      ...rest.filter((one) => !makes(one) && !looks(one) && one.operationId !== 'secretsRestore'),
    ];
    for (const one of inOrder) {
      const { status, body } = await tried(one);
      expect({ of: one.operationId, status, errors: body.errors }).toEqual({
        of: one.operationId,
        status: makes(one) ? 201 : 200,
        errors: undefined,
      });
      if (one.operationId.endsWith('List')) expect(body.items.length).toBeGreaterThan(0);
    }
  });

  it('delete and restore what was made, and change the password and log out at last', async () => {
    for (const id of ['secretVersionsDestroy', 'secretsDelete', 'secretsRestore', 'rolesRemove', 'policiesRemove']) {
      expect({ id, status: (await tried(operation(id))).status }).toEqual({
        id,
        status: id.endsWith('Restore') ? 200 : 204,
      });
    }
    expect((await tried(operation('usersRemove'))).status).toBe(200);
    for (const id of LAST) expect({ id, status: (await tried(operation(id))).status }).toEqual({ id, status: 204 });
    expect((await tried(operation('authMe'))).status).toBe(401);
  });
});

function operationsOf({ paths }: Body): Operation[] {
  return Object.entries(paths as Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, of]) => ({
        ...of,
        path,
        method: method as Method,
        parameters: of.parameters ?? [],
      })),
  );
}

function exampleBody({ requestBody }: Pick<Operation, 'requestBody'>): Body | undefined {
  return requestBody?.content['application/json']?.example;
}

function namesOf(operations: readonly Operation[]): string[] {
  return operations.map(({ operationId }) => operationId);
}
