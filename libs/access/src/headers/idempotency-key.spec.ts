import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { IdempotencyKey } from './idempotency-key.js';

type Factory = (data: unknown, execution: ExecutionContext) => string | null;

/** The value that the decorator gives a handler for this header. */
function read(header: string | string[] | undefined): string | null {
  class Probe {
    create(@IdempotencyKey() _key: string | null): void {}
  }
  const args: Record<string, { factory: Factory }> = Reflect.getMetadata(ROUTE_ARGS_METADATA, Probe, 'create');
  const request = { headers: { 'idempotency-key': header } };
  const execution = { getArgByIndex: () => request };
  const [arg] = Object.values(args);
  if (!arg) throw new Error('no decorator');
  return arg.factory(undefined, execution as unknown as ExecutionContext);
}

describe('the Idempotency-Key of a request', () => {
  it.each([[''], ['a b'], ['ä'], ['a\tb'], ['k'.repeat(129)], [['a', 'b']]])('is refused as %j', (header) => {
    const fields = [expect.objectContaining({ field: 'Idempotency-Key' })];
    expect(() => read(header)).toThrow(
      expect.objectContaining({ code: 'validation_failed', details: expect.objectContaining({ fields }) }),
    );
  });

  it('is 1 to 128 visible ASCII characters, or none', () => {
    expect(read('!~"\'')).toBe('!~"\'');
    expect(read('k'.repeat(128))).toHaveLength(128);
    expect(read(undefined)).toBeNull();
  });
});
