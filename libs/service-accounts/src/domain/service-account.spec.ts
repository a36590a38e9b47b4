import { NAME_RULE, placeOf, serviceAccountName } from './service-account.js';

const ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';

describe('the name of a service account', () => {
  it.each([
    '',
    'ab',
    'a b',
    '.ci',
    'ci@example.org',
    'ci/deploy',
    'x'.repeat(129),
    'x'.repeat(300),
    ID,
    ID.toUpperCase(),
  ])('is not %j', (typed) => {
    expect(serviceAccountName(typed)).toBeNull();
    expect(NAME_RULE.holds(typed)).toBe(false);
  });

  it('has one form, however it is typed [R47]', () => {
    for (const typed of ['ci.deploy', ' CI.Deploy ', 'ｃi.deploy']) expect(serviceAccountName(typed)).toBe('ci.deploy');
  });
});

describe('a path', () => {
  it('names an account by its id or by its name, and by nothing else', () => {
    expect(placeOf(ID)).toEqual({ id: ID });
    expect(placeOf('CI.Deploy')).toEqual({ name: 'ci.deploy' });
    expect(placeOf('no name')).toEqual({ name: null });
  });
});
