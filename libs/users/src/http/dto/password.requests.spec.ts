import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { GeneratePasswordRequest } from './password.requests.js';

async function refused(plain: object): Promise<string[]> {
  const errors = await validate(plainToInstance(GeneratePasswordRequest, plain), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  return errors.map((error) => error.property);
}

describe('the request for a password', () => {
  it.each([
    [{}, ['length']],
    [{ length: null }, ['length']],
    [{ length: '24' }, ['length']],
    [{ length: 7 }, ['length']],
    [{ length: 257 }, ['length']],
    [{ length: 12.5 }, ['length']],
    [{ length: 24, classes: null }, ['classes']],
    [{ length: 24, classes: [] }, ['classes']],
    [{ length: 24, classes: 'upper' }, ['classes']],
    [{ length: 24, classes: ['vowels'] }, ['classes']],
    [{ length: 24, classes: ['digit', 'digit'] }, ['classes']],
    [{ length: 24, special: '!' }, ['special']],
  ])('is refused as %j [R72][R75]', async (body, fields) => {
    expect(await refused(body)).toEqual(fields);
  });

  it('needs a length, and may name classes', async () => {
    expect(await refused({ length: 8 })).toEqual([]);
    expect(await refused({ length: 256, classes: ['digit', 'lower'] })).toEqual([]);
  });
});
