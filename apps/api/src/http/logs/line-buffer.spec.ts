import { ManualClock } from '#kernel/testing';
import { BUFFER_CHARACTERS, FLUSH_AFTER_MS, LineBuffer } from './line-buffer.js';

function bufferUnderTest() {
  const clock = new ManualClock();
  const pieces: string[] = [];
  const flushes: string[][] = [];
  const target = { write: (piece: string) => void pieces.push(piece), flushSync: () => void flushes.push([...pieces]) };
  return { clock, pieces, buffer: new LineBuffer(target, clock), flushes };
}

describe('the buffer of the log', () => {
  it('hands lines on together, in their order, at most a second after the first', async () => {
    const { clock, pieces, buffer } = bufferUnderTest();
    buffer.write('a\n');
    await clock.advance(FLUSH_AFTER_MS - 1);
    buffer.write('b\n');
    expect(pieces).toEqual([]);
    await clock.advance(1);
    expect(pieces).toEqual(['a\nb\n']);
    await clock.advance(FLUSH_AFTER_MS);
    expect(pieces).toHaveLength(1);
  });

  it('never holds more than its size', () => {
    const { pieces, buffer } = bufferUnderTest();
    const line = `${'x'.repeat(999)}\n`;
    for (let n = 0; n < 40; n += 1) buffer.write(line);
    expect(pieces.map(({ length }) => length)).toEqual([BUFFER_CHARACTERS, BUFFER_CHARACTERS]);
  });

  it('loses nothing at a stop: what it holds is written before its target is flushed', () => {
    const { buffer, flushes } = bufferUnderTest();
    buffer.write('last\n');
    buffer.flushSync();
    expect(flushes).toEqual([['last\n']]);
  });
});
