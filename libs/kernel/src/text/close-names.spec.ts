import { closeName } from './close-names.js';

const FIELDS = ['path', 'value', 'expires_at', 'description', 'q'];

describe('a close name', () => {
  it.each([
    ['vaule', 'value'],
    ['paths', 'path'],
    ['expiresAt', 'expires_at'],
    ['Expires-At', 'expires_at'],
    ['expire_tt', 'expires_at'],
    ['Q', 'q'],
  ])('of %s is %s', (name, meant) => {
    expect(closeName(name, FIELDS)).toBe(meant);
  });

  it.each(['', 'x', 'password', 'expires_before', 'v'.repeat(10_000)])('is not there for %j', (name) => {
    expect(closeName(name, FIELDS)).toBeUndefined();
  });

  it('does not look through a text that is far longer than every name', () => {
    expect(closeName(`${'_'.repeat(200)}path`, ['path'])).toBeUndefined();
  });
});
