import { AuditSweepModule } from '#audit';
import { featuresOf } from './features.js';

describe('the features of a long command', () => {
  const places = (stream: { readonly kind: 'stdout' } | null) =>
    featuresOf({ audit: { stream } as Parameters<typeof featuresOf>[0]['audit'] }).includes(AuditSweepModule);

  it('settle what dead nodes left open, but leave that to the servers if one of them has to stream the audit [R147]', () => {
    expect(places(null)).toBe(true);
    expect(places({ kind: 'stdout' })).toBe(false);
  });
});
