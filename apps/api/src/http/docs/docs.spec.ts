import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ALL_PERMISSIONS } from '#kernel';
import { CONDITION_NAMES } from '#policies';
import { ThingController } from '../testing/documented-thing.controller.js';
import { tinyApp } from '../testing/tiny-app.js';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const PAGES = ['/docs', '/redoc'];

describe('the docs', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    // The build has put them there, unless this spec is run by itself.
    if (!existsSync(`${ROOT}dist/docs`)) execFileSync(process.execPath, [`${ROOT}scripts/copy-docs-assets.mjs`]);
    app = await tinyApp({ controllers: [ThingController] });
  });
  afterAll(() => app.close());

  it('do not exist with API_DOCS=off', async () => {
    const closed = await tinyApp({ env: { API_DOCS: 'off' } });
    for (const url of ['/', '/docs', '/docs/', '/docs/swagger-ui-init.js', '/redoc', '/openapi.json']) {
      expect((await closed.inject(url)).statusCode).toBe(404);
    }
    await closed.close();
  });

  it.each([
    ...['/docs/package.json', '/docs/../main.ts', '/docs/%2e%2e%2fpackage.json', '/docs/swagger-initializer.js'],
    ...['/redoc/package.json', '/redoc/..%2fswagger-ui/swagger-ui.css', '/redoc/index.html', '/docs/LICENSE'],
    '/docs/docs/swagger-ui-init.js',
  ])('serve no other file of their packages: %s', async (url) => {
    const { statusCode, headers, body } = await app.inject(url);
    expect(statusCode).toBe(404);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(body).code).toBe('not_found');
  });

  it.each(PAGES)('allow %s no inline script and no other host [R80]', async (url) => {
    const { statusCode, headers, body } = await app.inject(url);
    expect(statusCode).toBe(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe-eval/);
    expect(body).not.toMatch(/<script(?![^>]* src=)|\son[a-z]+=|javascript:/i);
    const addresses = [...body.matchAll(/(?:src|href)=["']([^"']*)/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses.filter((address) => !/^(\.\/)?\w[^:]*$/.test(address ?? ''))).toEqual([]);
    for (const address of addresses) {
      expect((await app.inject(new URL(String(address), `http://x${url}`).pathname)).statusCode).toBe(200);
    }
    expect(headers['x-frame-options']).toBe('DENY');
  });

  it.each([
    ['/', '/docs'],
    ['/docs/', '/docs'],
    ['/docs/index.html', '/docs'],
    ['/redoc/', '/redoc'],
  ])('lead from %s to %s, also below the path of a proxy', async (url, page) => {
    const { statusCode, headers } = await app.inject(url);
    expect(statusCode).toBe(302);
    for (const base of ['http://x', 'http://x/coffer']) {
      expect(new URL(String(headers.location), base + url).href).toBe(base + page);
    }
  });

  it('are limited for each network, before a file is read', async () => {
    const limited = await tinyApp({ env: { AUTH_RATE_PER_MINUTE: '1' } });
    const ask = async (url: string, remoteAddress: string) =>
      (await limited.inject({ method: 'GET', url, remoteAddress })).statusCode;
    const urls = ['/docs', '/redoc', '/openapi.json', '/redoc/init.js', '/docs/swagger-ui.css'];
    for (let time = 0; time < 10; time += 1) await ask('/redoc', '203.0.113.1');
    expect(await Promise.all(urls.map((url) => ask(url, '203.0.113.1')))).toEqual(urls.map(() => 429));
    expect(await ask('/redoc', '203.0.113.2')).toBe(200);
    expect(await ask('/health', '203.0.113.1')).toBe(200);
    await limited.close();
  });

  it('do not loosen the style policy of other routes [R80]', async () => {
    for (const url of ['/openapi.json', '/health', '/api/v1/things', '/docs/nothing']) {
      expect((await app.inject(url)).headers['content-security-policy']).not.toContain('unsafe-inline');
    }
  });

  it('serve the scripts and styles of their packages, and ReDoc without the address of another host', async () => {
    for (const [url, type] of [
      ['/docs/swagger-ui.css', 'text/css'],
      ['/docs/swagger-ui-bundle.js', 'javascript'],
      ['/docs/favicon-32x32.png', 'image/png'],
      ['/redoc/redoc.standalone.js', 'javascript'],
    ] as const) {
      const answer = await app.inject(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toContain(type);
      expect(answer.rawPayload.length).toBeGreaterThan(500);
    }
    expect((await app.inject('/redoc/redoc.standalone.js')).body).not.toContain('cdn.redoc.ly');
  });

  it('are read once, and sent from one buffer to everybody [R97]', async () => {
    const url = '/redoc/redoc.standalone.js';
    const [first, second] = [await app.inject(url), await app.inject(url)];
    expect(first.headers.etag).toMatch(/^"[\w-]{43}"$/);
    expect(second.headers.etag).toBe(first.headers.etag);
    const headers = { 'if-none-match': String(first.headers.etag) };
    expect(await app.inject({ url, headers })).toMatchObject({ statusCode: 304, body: '' });
  });

  it('keep a token for the tab, not for the browser', async () => {
    const { body } = await app.inject('/docs/swagger-ui-init.js');
    expect(body).toContain('persistAuthorization: false');
    expect(body).not.toMatch(/localStorage|validator\.swagger\.io/);
    expect(body).toContain('sessionStorage');
  });

  it('name every action and every condition, as the guide does', async () => {
    const { tags } = (await app.inject('/openapi.json')).json();
    const { description } = tags.find(({ name }: { name: string }) => name === 'Policies');
    const guide = readFileSync(`${ROOT}docs/guides/secrets.md`, 'utf8');
    for (const permission of ALL_PERMISSIONS) {
      const [kind, verb] = permission.split(':');
      expect(description).toContain(`\`${permission}\``);
      expect(guide).toMatch(new RegExp(`^\\| \`${kind}\` .*\`${verb}\``, 'm'));
    }
    for (const name of CONDITION_NAMES) {
      expect(description).toContain(`\`${name}\``);
      expect(guide).toContain(`"${name}"`);
    }
  });

  it('list the tags in the order of a first day', async () => {
    const { tags } = (await app.inject('/openapi.json')).json();
    expect(tags.map(({ name }: { name: string }) => name)).toEqual([
      'Setup',
      'Authentication',
      'Secrets',
      'Hand-over',
      'Vault KV',
      'Policies',
      'Roles',
      ...['Users', 'Identity providers', 'Service accounts'],
      'Audit',
      'Second factors',
      'Sensitive data',
      'Entries',
      'Tools',
      'Keys',
      'Health',
    ]);
  });

  describe('the document', () => {
    /** The operation, with its shared responses in place. */
    const operation = async (method: string, path: string) => {
      const { paths, components } = (await app.inject('/openapi.json')).json();
      const { responses, ...one } = paths[path][method];
      const resolved = Object.entries<{ $ref?: string }>(responses).map(([status, response]) => {
        return [status, response.$ref ? components.responses[response.$ref.split('/').at(-1) ?? ''] : response];
      });
      return { ...one, responses: Object.fromEntries(resolved) };
    };

    it('refers each refusal to one schema, which generators of clients can take', async () => {
      const { components } = (await app.inject('/openapi.json')).json();
      const schemas = Object.values<{ content: Record<string, object> }>(components.responses).map(
        ({ content }) => content,
      );
      expect(schemas.length).toBeGreaterThan(5);
      for (const content of schemas) {
        const schema = { $ref: '#/components/schemas/Problem' };
        expect(content).toEqual({ 'application/problem+json': expect.objectContaining({ schema }) });
      }
    });

    it('closes what requests send, as deep as it goes, and leaves answers open [R72]', async () => {
      const { schemas } = (await app.inject('/openapi.json')).json().components;
      expect([schemas.Box, schemas.Part].map((schema) => schema.additionalProperties)).toEqual([false, false]);
      expect(schemas.Thing).not.toHaveProperty('additionalProperties');
    });

    it('is OpenAPI 3.1 with a scheme for access tokens and one for keys', async () => {
      const document = (await app.inject('/openapi.json')).json();
      expect(document.openapi).toBe('3.1.0');
      const { bearer, key } = document.components.securitySchemes;
      for (const scheme of [bearer, key]) expect(scheme).toMatchObject({ type: 'http', scheme: 'bearer' });
      expect(key.bearerFormat).toBe('coffer_sk_');
    });

    it('declares every error of a route with its codes and an example of each', async () => {
      const { responses } = await operation('get', '/api/v1/things/{id}');
      const codes = Object.fromEntries(
        Object.entries<{ content: Record<string, { examples: object }> }>(responses)
          .filter(([status]) => status !== '200')
          .map(([status, { content }]) => [status, Object.keys(content['application/problem+json']?.examples ?? {})]),
      );
      expect(codes).toEqual({
        400: ['malformed_body', 'validation_failed'],
        401: ['unauthenticated'],
        403: ['forbidden', 'password_change_required', 'second_factor_required'],
        404: ['not_found'],
        410: ['secret_expired'],
        429: ['rate_limited'],
        500: ['internal_error'],
        503: ['audit_unavailable', 'authorization_unavailable', 'busy', 'store_damaged', 'store_unavailable'],
        507: ['store_full'],
      });
    });

    it('explains how to get a fresh session for a route that needs one, and declares only the refusals of that route', async () => {
      const { description, responses } = await operation('post', '/api/v1/things/own');
      expect(description).toContain('POST /api/v1/auth/reauthenticate');
      const { examples } = responses[403].content['application/problem+json'];
      expect(Object.keys(examples)).toEqual([
        'password_change_required',
        'person_required',
        'reauthentication_required',
      ]);
    });

    it('declares the errors that only bodies and changes can cause', async () => {
      const { responses, requestBody } = await operation('post', '/api/v1/things');
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['413', '415']));
      expect(JSON.stringify(responses[503])).toContain('outcome_unknown');
      expect(requestBody.content['application/json'].example).toEqual({ name: 'box', parts: [{ size: 1 }] });
    });

    it('requires a token where the route does, and declares the request id of every answer', async () => {
      const read = await operation('get', '/api/v1/things/{id}');
      expect(read.security).toEqual([{ bearer: [] }, { key: [] }]);
      expect((await operation('post', '/api/v1/things/own')).security).toEqual([{ bearer: [] }]);
      expect((await operation('get', '/health')).security).toEqual([]);
      for (const response of Object.values<{ headers: object }>(read.responses)) {
        expect(response.headers).toHaveProperty('X-Request-Id');
      }
      expect(read.operationId).toBe('thingRead');
    });

    it('does not change a status that only the route itself uses', async () => {
      const { responses } = await operation('get', '/health/ready');
      expect(Object.keys(responses[503].content)).toEqual(['application/json']);
    });
  });
});
