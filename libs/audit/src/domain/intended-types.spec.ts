import { mayChange } from './intended-types.js';

describe('what an action may change', () => {
  it.each([
    ['secret:rotate', 'secret'],
    ['policy:repair', 'user'],
    ['service_account:write', 'service_account'],
    ['service_account:write', 'api_key'],
    ['auth:login', 'session'],
    ['vault:restore', 'vault'],
  ])('%s: a %s', (action, type) => {
    expect(mayChange(action, type)).toBe(true);
  });

  it.each([
    ['secret:rotate', 'wrap'],
    ['user:unlock', 'user'],
    ['auth:login', 'user'],
    ['auth:login', 'auth'],
    ['constructor', 'length'],
    ['', 'secret'],
  ])('%s: no %s', (action, type) => {
    expect(mayChange(action, type)).toBe(false);
  });
});
