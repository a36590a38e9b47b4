import { ENVIRONMENT_PREFIX_RULE, Environment, levelOf, variableName, variablesOf } from './environment.js';

describe('the variables of secrets', () => {
  it.each([
    ['db', 'DB'],
    ['Db_1', 'DB_1'],
    ['mail/smtp.host-name', 'MAIL_SMTP_HOST_NAME'],
    ['straße', 'STRAßE'],
    ['ıd', 'ıD'],
    ['', ''],
  ])('have of %j the name %j', (text, name) => {
    expect(variableName(text)).toBe(name);
  });

  it.each([
    ['plain', [['DB', 'plain']]],
    ['', [['DB', '']]],
    ['[1]', [['DB', '[1]']]],
    ['{}', [['DB', '{}']]],
    [
      '{"a":"x","b.c":1e400,"d":{"e":1}}',
      [
        ['DB_A', 'x'],
        ['DB_B_C', '1e400'],
        ['DB_D', '{"e":1}'],
      ],
    ],
    ['{"":"x"}', [['DB_', 'x']]],
    [
      '{"__proto__":"x","constructor":"y"}',
      [
        ['DB___PROTO__', 'x'],
        ['DB_CONSTRUCTOR', 'y'],
      ],
    ],
  ])('of %j are one, or one for each field', (value, expected) => {
    expect(variablesOf('app/', 'app/db', value).map((one) => [one.name, one.value])).toEqual(expected);
  });

  it('are never replaced: a second one of a name is a fault with both paths [R113]', () => {
    const environment = new Environment('app/');
    const add = (name: string, value = name) => environment.add(`app/${name}`, value);
    expect([add('a'), add('_1'), add('b', '{"c":1}')]).toEqual([null, null, null]);
    expect(add('A')).toEqual({ kind: 'collision', name: 'A', paths: ['app/a', 'app/A'] });
    expect(add('b.c')).toEqual({ kind: 'collision', name: 'B_C', paths: ['app/b', 'app/b.c'] });
    expect(add('d', '{"a-b":1,"a_b":2}')).toEqual({ kind: 'collision', name: 'D_A_B', paths: ['app/d', 'app/d'] });
    expect(add('e', '{"a":1,"b":2,"\\u0061":1}')).toEqual({
      kind: 'collision',
      name: 'E_A',
      paths: ['app/e', 'app/e'],
    });
    expect(add('1a')).toEqual({ kind: 'invalid', name: '1A', paths: ['app/1a'] });
    for (const field of ['ß', 'a b', 'a\n', 'a=b', '\u0000']) {
      expect(add('x', JSON.stringify({ [field]: 1 }))).toMatchObject({ kind: 'invalid', paths: ['app/x'] });
    }
    expect(environment.toObject()).toEqual({ A: 'a', _1: '_1', B_C: '1', D_A_B: '1', E_A: '1', E_B: '2' });
  });
});

describe('the prefix of an environment', () => {
  it.each([
    '',
    '/',
    'prod',
    'prod/app',
    '/prod/',
    'prod//',
    'prod/../',
    './',
    'prod/ /',
    'prod/%/',
    `${'a'.repeat(256)}/`,
  ])('is not %j', (text) => {
    expect(ENVIRONMENT_PREFIX_RULE.holds(text)).toBe(false);
  });

  it.each(['prod/', 'prod/app/', 'a.b/c-d/_/'])('may be %j', (text) => {
    expect(ENVIRONMENT_PREFIX_RULE.holds(text)).toBe(true);
  });

  it('tells the level below it from what lies deeper', () => {
    expect([levelOf('a/', 'a/b'), levelOf('a/', 'a/b/c'), levelOf('a/', 'a/b/c/d')]).toEqual([null, 'a/b', 'a/b']);
  });
});
