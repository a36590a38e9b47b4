import { SCOPE_PATTERNS_MAX, SCOPE_STATEMENTS_MAX, validateScope } from './scope.js';

const GOOD = { effect: 'allow', actions: ['secret:read'], resources: ['secret:prod/**'] };

function fieldsOf(input: unknown): readonly string[] {
  try {
    validateScope(input);
  } catch (error) {
    return ((error as { details: { fields?: { field: string }[] } }).details.fields ?? []).map(({ field }) => field);
  }
  return [];
}

describe('the scope of a credential', () => {
  it.each<[string, unknown, string]>([
    ['what is no list', {}, 'scope'],
    ['an empty list', [], 'scope'],
    ['too many statements', Array.from({ length: SCOPE_STATEMENTS_MAX + 1 }, () => GOOD), 'scope'],
    ['an unknown action', [{ ...GOOD, actions: ['secret:peek'] }], 'scope[0].actions[0]'],
    ['a wrong pattern', [GOOD, { ...GOOD, resources: ['secret:prod/'] }], 'scope[1].resources[0]'],
    ['an unknown condition', [{ ...GOOD, conditions: { mood: 1 } }], 'scope[0].conditions.mood'],
  ])('is refused for %s, by the path of the field', (_, input, field) => {
    expect(fieldsOf(input)).toContain(field);
  });

  it('is refused if it has more resources or bytes than a key may keep in memory', () => {
    const resources = (count: number, length: number) =>
      Array.from({ length: count }, (_, at) => `secret:${String(at).padStart(length, 'x')}`);
    const wide = Array.from({ length: 5 }, () => ({ ...GOOD, resources: resources(50, 4) }));
    expect(wide.length * 50).toBeGreaterThan(SCOPE_PATTERNS_MAX);
    const long = Array.from({ length: 2 }, () => ({ ...GOOD, resources: resources(50, 250) }));
    for (const input of [wide, long]) {
      expect(fieldsOf(input)).toEqual(['scope']);
    }
  });

  it('is read as it was sent', () => {
    const sent = [GOOD, { ...GOOD, effect: 'deny', conditions: { ip: ['10.0.0.0/8'] } }];
    expect(validateScope(sent)).toEqual(sent);
  });
});
