import { failureKind } from './failure-kind.js';

describe('the kind of a failure', () => {
  it('never repeats the words of an error, which may name a person', () => {
    const error = Object.assign(new Error('550 zoe@example.org is unknown'), {
      code: 'zoe@example.org',
      command: 'zoe',
    });
    expect(failureKind(error)).toBe('Error');
    expect(failureKind('zoe@example.org')).toBe('unknown');
    expect(failureKind(undefined)).toBe('unknown');
  });

  it('has the codes that tell an operator what to fix, each once', () => {
    expect(failureKind(Object.assign(new Error('x'), { code: 'EAUTH', responseCode: 535 }))).toBe('EAUTH, 535');
    const inner = Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const outer = Object.assign(new Error('x', { cause: inner }), { code: 'ESOCKET' });
    expect(failureKind(outer)).toBe('ESOCKET, DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(failureKind(Object.assign(new Error('x', { cause: { code: 'EDNS' } }), { code: 'EDNS' }))).toBe('EDNS');
  });
});
