import { actionFault, resourceFault } from './statement-words.js';

const KINDS = 'The kinds are audit, identity_provider, key, policy, role, secret, service_account, user';

describe('an unknown action', () => {
  it.each([
    ['key:turn', 'must be an action, and key:turn is none. Of key there are: key:*, key:read, key:rotate'],
    [
      'key:raed',
      'must be an action, and key:raed is none. Did you mean key:read? Of key there are: key:*, key:read, key:rotate',
    ],
    ['key:Read', 'must be an action. Did you mean key:read? Of key there are: key:*, key:read, key:rotate'],
    ['key:hunter2', 'must be an action. Of key there are: key:*, key:read, key:rotate'],
    ['hunter2', `must be \`*\`, \`<kind>:*\` or \`<kind>:<verb>\`. ${KINDS}`],
    ['secrets:read', `must be \`*\`, \`<kind>:*\` or \`<kind>:<verb>\`. ${KINDS}. Did you mean secret?`],
  ])('is told what there is: %s', (action, message) => {
    expect(actionFault(action)).toBe(message);
  });
});

describe('a resource that is none', () => {
  it.each([
    ['prod/**', 'must be `**` or `<kind>:<pattern>`, such as `secret:prod/**`'],
    ['planet:prod/**', `must begin with its kind. ${KINDS}`],
    ['Secret:prod/**', `must begin with its kind. ${KINDS}. Did you mean secret?`],
    ['user:Root', 'must be in lower case: only paths of secrets have A-Z'],
    ['role:Pr*', 'must be in lower case: only paths of secrets have A-Z'],
    ['secret:prod/**db', 'must have `**` only as a whole level, such as `prod/**`'],
    ['secret:/prod', 'must have no empty level: no `/` at the beginning or the end, and no two in a row'],
    ['secret:prod/../root', 'must have no level `.` or `..`'],
    ['secret:prod db', 'must have only A-Z, a-z, 0-9, `*`, `/` and the signs of names: `.`, `_`, `-`, `@` and `+`'],
    [`secret:${'a'.repeat(257)}`, 'must have at most 256 characters'],
    [`secret:${'a*'.repeat(17)}`, 'must have at most 16 stars'],
  ])('is told why: %s', (resource, message) => {
    expect(resourceFault(resource)).toBe(message);
  });
});
