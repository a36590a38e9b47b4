import type { Dialect } from '#access';
import { takeDialectHeaders } from './dialect-headers.js';

const dialect = { tokenHeader: 'x-token', checkHeaders: () => {} } as unknown as Dialect;
const authorizationOf = (headers: Record<string, string>) => {
  takeDialectHeaders(dialect, { headers });
  return headers.authorization;
};

it.each(['Bearer b', 'Basic a', 'a', 'bearer a', ''])(
  'refuses a token beside another Authorization: %j',
  (authorization) => {
    expect(() => authorizationOf({ 'x-token': 'a', authorization })).toThrow('Send one.');
  },
);

it('puts the token where every guard looks for one', () => {
  expect(authorizationOf({ 'x-token': 'a' })).toBe('Bearer a');
  expect(authorizationOf({ 'x-token': 'a', authorization: 'Bearer a' })).toBe('Bearer a');
  expect(authorizationOf({ authorization: 'Bearer b' })).toBe('Bearer b');
  expect(authorizationOf({ 'x-token': '', authorization: 'Bearer b' })).toBe('Bearer b');
  expect(authorizationOf({ other: 'a' })).toBeUndefined();
});
