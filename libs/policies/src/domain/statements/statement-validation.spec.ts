import { CofferError, type FieldError } from '#kernel';
import type { Statement } from '../model.js';
import { FieldErrors } from '../validation/field-errors.js';
import { validateStatements } from './statement-validation.js';

const GOOD: Statement = { effect: 'allow', actions: ['secret:read'], resources: ['secret:prod/**'] };

function validate(input: unknown): Statement[] {
  const errors = new FieldErrors();
  const statements = validateStatements(input, errors);
  errors.check();
  return statements;
}

function refusal(input: unknown): (readonly [string, string])[] {
  try {
    validate(input);
  } catch (error) {
    if (error instanceof CofferError) {
      const fields: readonly FieldError[] = error.details.fields ?? [];
      return fields.map(({ field, code }) => [field, code]);
    }
  }
  return [];
}

describe('statements', () => {
  it.each([
    ['no list', {}, 'statements', 'type'],
    ['nothing', undefined, 'statements', 'required'],
    ['an empty list', [], 'statements', 'size'],
    ['null in the list', [null], 'statements[0]', 'type'],
    ['an unknown field', [{ ...GOOD, principal: 'x' }], 'statements[0].principal', 'unknown_field'],
    [
      'an inherited name for a field',
      [JSON.parse('{"__proto__":{},"effect":"allow"}')],
      'statements[0].__proto__',
      'unknown_field',
    ],
    ['an unknown effect', [{ ...GOOD, effect: 'ALLOW' }], 'statements[0].effect', 'unknown_effect'],
    [
      'an unknown verb',
      [{ ...GOOD, actions: ['secret:read', 'secret:peek'] }],
      'statements[0].actions[1]',
      'unknown_action',
    ],
    ['an unknown kind of action', [{ ...GOOD, actions: ['planet:*'] }], 'statements[0].actions[0]', 'unknown_action'],
    ['a partial action', [{ ...GOOD, actions: ['secret:re*'] }], 'statements[0].actions[0]', 'unknown_action'],
    ['an action twice', [{ ...GOOD, actions: ['*', '*'] }], 'statements[0].actions', 'duplicate'],
    ['an operator for an action', [{ ...GOOD, actions: [{ $ne: null }] }], 'statements[0].actions[0]', 'type'],
    ['no effect', [{ ...GOOD, effect: undefined }], 'statements[0].effect', 'required'],
    ['no actions', [{ ...GOOD, actions: undefined }], 'statements[0].actions', 'required'],
    [
      'a window without a zone',
      [{ ...GOOD, conditions: { time: {} } }],
      'statements[0].conditions.time.zone',
      'required',
    ],
    ['no resource', [{ ...GOOD, resources: [] }], 'statements[0].resources', 'size'],
    ['an unknown kind', [GOOD, { ...GOOD, resources: ['planet:**'] }], 'statements[1].resources[0]', 'unknown_kind'],
    ['a single star for everything', [{ ...GOOD, resources: ['*'] }], 'statements[0].resources[0]', 'pattern'],
    ['stars inside a segment', [{ ...GOOD, resources: ['secret:a**'] }], 'statements[0].resources[0]', 'pattern'],
    [
      'an upper-case pattern of names that are in lower case [R47]',
      [{ ...GOOD, resources: ['role:Root'] }],
      'statements[0].resources[0]',
      'pattern',
    ],
    [
      'a resource that no action is about',
      [{ ...GOOD, resources: ['secret:a', 'user:b'] }],
      'statements[0].resources[1]',
      'without_action',
    ],
    [
      'an action without a resource',
      [{ ...GOOD, actions: ['user:read', 'secret:read'] }],
      'statements[0].actions[0]',
      'without_resource',
    ],
    ['null for conditions [R75]', [{ ...GOOD, conditions: null }], 'statements[0].conditions', 'type'],
    ['an unknown condition', [{ ...GOOD, conditions: { mood: 1 } }], 'statements[0].conditions.mood', 'unknown_field'],
    ['a wrong block', [{ ...GOOD, conditions: { ip: ['10.0.0.0/33'] } }], 'statements[0].conditions.ip[0]', 'network'],
    [
      'a mapped block wider than IPv4',
      [{ ...GOOD, conditions: { ip: ['::ffff:0:0/95'] } }],
      'statements[0].conditions.ip[0]',
      'network',
    ],
    [
      'a block with a zone',
      [{ ...GOOD, conditions: { ip: ['fe80::1%eth0/64'] } }],
      'statements[0].conditions.ip[0]',
      'network',
    ],
    [
      'an octal address',
      [{ ...GOOD, conditions: { ip: ['010.0.0.1/8'] } }],
      'statements[0].conditions.ip[0]',
      'network',
    ],
    ['no second factor wanted', [{ ...GOOD, conditions: { mfa: false } }], 'statements[0].conditions.mfa', 'type'],
    [
      'a text for an age',
      [{ ...GOOD, conditions: { mfa_max_age: '60' } }],
      'statements[0].conditions.mfa_max_age',
      'type',
    ],
    [
      'an age of nothing',
      [{ ...GOOD, conditions: { mfa_max_age: 0 } }],
      'statements[0].conditions.mfa_max_age',
      'range',
    ],
  ])('are refused for %s', (_, input, field, code) => {
    expect(refusal(input)).toContainEqual([field, code]);
  });

  it.each([
    ['an unknown day', { days: ['monday'] }, 'days', 'day'],
    ['an impossible time', { from: '24:00' }, 'from', 'time'],
    ['a time without its zero', { to: '8:00' }, 'to', 'time'],
    ['an unknown zone', { zone: 'Mars/Olympus' }, 'zone', 'zone'],
    ['an offset for a zone', { zone: '+02:00' }, 'zone', 'zone'],
  ])('are refused for %s', (_, change, field, code) => {
    const time = { days: ['mon'], from: '08:00', to: '18:00', zone: 'Europe/Berlin', ...change };
    expect(refusal([{ ...GOOD, conditions: { time } }])).toContainEqual([
      `statements[0].conditions.time.${field}`,
      code,
    ]);
  });

  it('are refused with all errors at once, none of which shows a value', () => {
    try {
      validate([{ effect: 'hunter2', actions: ['hunter2'], resources: ['hunter2:x', 'secret:hunter2//'] }]);
      throw new Error('accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(CofferError);
      expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
    }
    expect(refusal([{ effect: 'x', actions: ['x'], resources: ['x:x'] }])).toHaveLength(3);
  });

  it('are read as they were sent, days in the order of the week', () => {
    const statement = {
      effect: 'deny',
      actions: ['secret:*', 'user:read'],
      resources: ['**'],
      conditions: {
        ip: ['10.0.0.0/8', 'fd00::/8', '::ffff:10.0.0.0/104', '192.0.2.1'],
        mfa: true,
        mfa_max_age: 300,
        time: { days: ['sun', 'mon'], from: '22:00', to: '06:00', zone: 'Europe/Berlin' },
      },
    };
    const time = { ...statement.conditions.time, days: ['mon', 'sun'] };
    expect(validate([statement])).toEqual([{ ...statement, conditions: { ...statement.conditions, time } }]);
  });

  it('have no conditions if the object is empty', () => {
    expect(validate([{ ...GOOD, conditions: {} }])).toEqual([GOOD]);
  });
});
