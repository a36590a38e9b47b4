import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import fc from 'fast-check';
import {
  ByPathQuery,
  CreateSecretBody,
  ListSecretsQuery,
  parseVersion,
  RevealAtQuery,
  RevealQuery,
  RotateSecretBody,
  UpdateSecretBody,
} from './secret.requests.js';

/** The fields that are refused, each as `field: codes`. */
async function refused<T extends object>(type: new () => T, plain: object): Promise<string[]> {
  const errors = await validate(plainToInstance(type, plain), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  return errors.map((error) => error.property);
}

const BODY = { path: 'prod/db/password', value: 'v' };

describe('the bodies and queries of secrets', () => {
  it.each([
    [{ path: 'a/../b' }, ['path']],
    [{ path: 7 }, ['path']],
    [{ path: ['a'] }, ['path']],
    [{ path: null }, ['path']],
    [{ value: null }, ['value']],
    [{ value: ['x'] }, ['value']],
    [{ value: 7 }, ['value']],
    [{ value: true }, ['value']],
    [{ value: '\ud800' }, ['value']],
    [{ value: 'a'.repeat(65_537) }, ['value']],
    [{ tags: null }, ['tags']],
    [{ tags: 'a' }, ['tags']],
    [{ tags: ['a', 'a'] }, ['tags']],
    [{ tags: [null] }, ['tags']],
    [{ tags: ['A'] }, ['tags']],
    [{ tags: Array.from({ length: 21 }, (_, index) => `${index}`) }, ['tags']],
    [{ description: 7 }, ['description']],
    [{ description: 'a'.repeat(1_001) }, ['description']],
    [{ expires_at: 4_102_444_800_000 }, ['expires_at']],
    [{ expires_at: '2099-02-30T00:00:00Z' }, ['expires_at']],
    [{ ownerId: 'x' }, ['ownerId']],
    [{ created_by: 'x' }, ['created_by']],
  ])('refuses %j [R72] [R75] [R76]', async (wrong, fields) => {
    expect(await refused(CreateSecretBody, { ...BODY, ...wrong })).toEqual(fields);
  });

  it('says how many bytes of a value are too many', async () => {
    const [error] = await validate(plainToInstance(CreateSecretBody, { ...BODY, value: 'a'.repeat(70_000) }));
    expect(error?.constraints).toEqual({ secret_value: expect.stringMatching(/ UTF-8\. It has 70,000 bytes$/) });
  });

  it('never shows a value in an error', async () => {
    const body = plainToInstance(CreateSecretBody, { ...BODY, value: 'hunter2\ud800', path: 'HUNTER2/' });
    const errors = await validate(body, { validationError: { target: false, value: false } });
    expect(errors).toHaveLength(2);
    expect(JSON.stringify(errors)).not.toMatch(/hunter2/i);
  });

  it.each([
    [RotateSecretBody, {}, ['value']],
    [RotateSecretBody, { value: 'v', path: 'a' }, ['path']],
    [UpdateSecretBody, { tags: null }, ['tags']],
    [UpdateSecretBody, { path: 'a' }, ['path']],
    [UpdateSecretBody, { value: 'a' }, ['value']],
    [ByPathQuery, {}, ['path']],
    [ByPathQuery, { path: 'a/' }, ['path']],
    [RevealQuery, { version: '0' }, ['version']],
    [RevealQuery, { version: '1e3' }, ['version']],
    [RevealQuery, { version: ['1', '2'] }, ['version']],
    [RevealQuery, { version: '-1' }, ['version']],
    [RevealQuery, { field: '' }, ['field']],
    [RevealQuery, { field: ['a', 'b'] }, ['field']],
    [RevealQuery, { field: 'a'.repeat(257) }, ['field']],
    [RevealAtQuery, { version: '1', field: 'a' }, ['path']],
    [RevealAtQuery, { path: 'a/', version: '0' }, ['path', 'version']],
    [ListSecretsQuery, { prefix: '/' }, ['prefix']],
    [ListSecretsQuery, { prefix: null }, ['prefix']],
    [ListSecretsQuery, { tag: '' }, ['tag']],
    [ListSecretsQuery, { q: '' }, ['q']],
    [ListSecretsQuery, { q: ['a', 'b'] }, ['q']],
    [ListSecretsQuery, { state: 'purging' }, ['state']],
    [ListSecretsQuery, { limit: '201' }, ['limit']],
    [ListSecretsQuery, { page: '1' }, ['page']],
  ] as const)('%p refuses %j', async (type, plain, fields) => {
    expect(await refused<object>(type, plain)).toEqual(fields);
  });

  it('accept what is allowed, and null where it takes an attribute away', async () => {
    const whole = { ...BODY, description: null, tags: ['a', 'b:c'], expires_at: '2099-12-31T23:59:59.000Z' };
    expect(await refused(CreateSecretBody, BODY)).toEqual([]);
    expect(await refused(CreateSecretBody, whole)).toEqual([]);
    expect(await refused(UpdateSecretBody, { description: null, expires_at: null })).toEqual([]);
    expect(
      await refused(ListSecretsQuery, { prefix: 'prod/', state: 'deleted', limit: '200', q: 'x', tag: 'a' }),
    ).toEqual([]);
    expect(await refused(RevealQuery, { version: '12' })).toEqual([]);
    expect(await refused(RevealAtQuery, { path: 'a/B', version: '12', field: 'the name' })).toEqual([]);
  });

  it('hand an object for a value on as it was sent', () => {
    const members = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    // The edge refuses the names that every object inherits.
    const names = fc.string().filter((name) => !(name in Object.prototype));
    fc.assert(
      fc.property(fc.dictionary(names, members), (object) => {
        const { value } = plainToInstance(CreateSecretBody, { ...BODY, value: object });
        expect(JSON.stringify(value)).toBe(JSON.stringify(object));
      }),
    );
  });

  it.each(['', '0', '01', '1.0', ' 1', '9999999999', 'x', '1\n'])(
    'read %j as a version that does not exist',
    (text) => {
      expect(parseVersion(text)).toBe(0);
    },
  );

  it('read the number of a version', () => {
    expect(parseVersion('17')).toBe(17);
  });
});
