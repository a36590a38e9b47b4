import { PUBLISHED_MEMORY_MS } from '#kernel';
import type { Leaf } from './record.js';
import { unpublished } from './unpublished.js';

const AT = Date.parse('2026-11-22T09:30:00.000Z');
const INTENT = { at: new Date(AT).toISOString() } as Leaf;

describe('an intent whose target does not know its request', () => {
  it('is unknown once the target may have forgotten the request [R69]', () => {
    expect(unpublished(INTENT, AT + PUBLISHED_MEMORY_MS)).toBe('unknown');
    expect(unpublished(INTENT, AT + PUBLISHED_MEMORY_MS - 60_000)).toBe('unknown');
  });

  it('is failed before that', () => {
    expect(unpublished(INTENT, AT + PUBLISHED_MEMORY_MS - 60_001)).toBe('failed');
  });
});
