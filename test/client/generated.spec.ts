import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../architecture/cruise.js';

const GENERATED = 'libs/client/src/generated';
const operation = (id: string, more: object = {}) => ({
  operationId: id,
  responses: { 200: { description: 'OK' }, 400: { description: 'the-refusal' } },
  ...more,
});
const key = { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } };
const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'x', version: '1' },
  paths: {
    '/open': { get: operation('open', { security: [] }) },
    '/made': { post: operation('make', { security: [{ bearer: [] }], parameters: [key] }) },
  },
};

describe("the client's types and the document", () => {
  let folder: string;
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/generate-client-types.mjs', ...args], { cwd: folder, encoding: 'utf8' });
  const write = (document: object) => writeFileSync(join(folder, 'dist/openapi.json'), JSON.stringify(document));
  const read = (name: string) => readFileSync(join(folder, GENERATED, name), 'utf8');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-types-'));
    for (const name of ['dist', 'scripts', GENERATED]) mkdirSync(join(folder, name), { recursive: true });
    cpSync(join(ROOT, 'scripts/generate-client-types.mjs'), join(folder, 'scripts/generate-client-types.mjs'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    write(DOCUMENT);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('print one line if they differ, and stay unchanged', () => {
    expect(run('--check')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^libs\/client.*generate:client\n$/),
    });
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    expect(run('--check')).toMatchObject({ status: 0, stderr: '' });
    const before = read('api.ts');
    write({ ...DOCUMENT, paths: { ...DOCUMENT.paths, '/new': { get: operation('renew') } } });
    expect(run('--check').status).toBe(1);
    expect(read('api.ts')).toBe(before);
  });

  it('list the calls without a token and the calls with an Idempotency-Key', () => {
    expect(read('operations.ts')).toMatch(/ANONYMOUS[^\]]*'GET \/open'[^\]]*\][^\]]*KEY[^\]]*'POST \/made'[^\]]*\]/);
    expect(read('operations.ts').match(/'POST \/made'/g)).toHaveLength(1);
    expect(read('api.ts')).toContain('make: {');
    expect(read('api.ts')).not.toContain('the-refusal');
  });
});
