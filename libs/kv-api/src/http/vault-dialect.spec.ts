import { PROBLEMS } from '#access';
import { CofferError, type ErrorCode, invalidFields } from '#kernel';
import { vaultDialect } from './vault-dialect.js';

const dialect = vaultDialect('secret');
const answer = (code: ErrorCode, message = 'Words.', details = {}) =>
  dialect.answer(new CofferError(code, message, details));

describe('a header that would change what the answer means', () => {
  it.each([
    ['x-vault-namespace', 'team-a'],
    ['x-vault-namespace', 'root/team'],
    ['x-vault-wrap-ttl', '60s'],
    ['x-vault-wrap-ttl', '1'],
  ])('is refused: %s: %s', (name, value) => {
    expect(() => dialect.checkHeaders({ [name]: value })).toThrow(/^Coffer (has no namespaces|wraps no answers)/);
  });

  it('is taken if it asks for nothing', () => {
    const headers = { 'x-vault-namespace': '/root/', 'x-vault-wrap-ttl': '0', 'x-vault-request': 'true' };
    expect(() => dialect.checkHeaders(headers)).not.toThrow();
    expect(() => dialect.checkHeaders({ 'x-vault-namespace': '', 'x-vault-mfa': 'x:1' })).not.toThrow();
  });
});

describe('an error', () => {
  it('has a status that clients of Vault know', () => {
    const statuses = new Set(Object.keys(PROBLEMS).map((code) => dialect.statusOf(code as ErrorCode)));
    expect([...statuses].sort()).toEqual([400, 403, 404, 405, 413, 428, 429, 431, 500, 503]);
  });

  it.each([
    ['unauthenticated', 403],
    ['forbidden', 403],
    ['second_factor_required', 403],
    ['not_found', 404],
    ['secret_expired', 404],
    ['path_taken', 400],
    ['precondition_failed', 400],
    ['invalid_subject_token', 400],
    ['rate_limited', 429],
    ['store_full', 503],
    ['store_unavailable', 503],
  ] as const)('%s is %d', (code, status) => {
    expect(answer(code).status).toBe(status);
  });

  it('is words alone, and names the decision for an auditor', () => {
    expect(answer('not_found', '').body).toEqual({ errors: [] });
    expect(answer('validation_failed').body).toEqual({ errors: ['Words.'] });
    expect(answer('forbidden', 'No.', { decisionId: 'd-1' }).body).toEqual({
      errors: ['permission denied', 'No.', 'decision_id: d-1'],
    });
    const fields = ['a', 'b'].map((field) => ({ field, code: 'x', message: `${field} is wrong` }));
    expect(dialect.answer(invalidFields(fields)).body).toEqual({ errors: ['a is wrong.', 'b is wrong.'] });
  });
});
