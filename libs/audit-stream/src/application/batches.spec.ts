import type { AuditLine } from '#audit';
import { nextBatch } from './batches.js';

async function* linesOf(...texts: string[]): AsyncGenerator<AuditLine> {
  for (const [index, text] of texts.entries()) yield { seq: index + 1, at: 0, text };
}

describe('a batch of the stream', () => {
  const bounds = { records: 3, bytes: 12 };

  it('is none without lines', async () => {
    expect(await nextBatch(linesOf(), bounds)).toBeNull();
  });

  it('ends at its number of records', async () => {
    const full = { last: 3, lines: ['1', '2', '3'], isFull: true };
    expect(await nextBatch(linesOf('1', '2', '3', '4'), bounds)).toEqual(full);
    expect(await nextBatch(linesOf('1', '2'), bounds)).toEqual({ last: 2, lines: ['1', '2'], isFull: false });
  });

  it('ends before it has more bytes than it may, line breaks included', async () => {
    const rest = { last: 1, lines: ['äää'], isFull: true };
    expect(await nextBatch(linesOf('äää', '12345'), bounds)).toEqual(rest);
    expect(await nextBatch(linesOf('äää', '1234'), bounds)).toMatchObject({ last: 2, isFull: false });
  });

  it('takes one line that is too long alone, since nobody else would', async () => {
    const long = 'x'.repeat(100);
    expect(await nextBatch(linesOf(long, '1'), bounds)).toEqual({ last: 1, lines: [long], isFull: true });
  });
});
