import { headerRefusal, unauthenticated } from './token-refusals.js';

it.each([
  [undefined, 'missing'],
  ['', 'missing'],
  ['Bearer', 'form'],
  ['eyJhbGciOi', 'form'],
  ['Basic YWRhOmFkYQ==', 'form'],
  [['Bearer a', 'Bearer b'], 'form'],
  ['Bearer Bearer eyJhbGciOi', 'twice'],
  ['bearer  bearer eyJhbGciOi', 'twice'],
  ['Bearer two words', 'form'],
  ['Bearer bearers', 'neither'],
  ['bearer eyJhbGciOi', 'neither'],
] as const)('of the header %j, the fault is told: %s', (header, why) => {
  expect(headerRefusal(header as string | string[] | undefined)).toBe(why);
});

it('names no error if there was no token (RFC 6750 section 3.1)', () => {
  expect(unauthenticated('missing').details).toEqual({});
  for (const why of ['form', 'neither', 'twice', 'invalid', 'expired', 'ended'] as const) {
    expect(unauthenticated(why).details).toEqual({ challenge: 'invalid_token' });
  }
});
