import { randomBytes } from 'node:crypto';
import { formatAddCheckpoint, formatSize, parseAddCheckpoint, parseSize } from './add-checkpoint.js';

const NOTE = 'log.example/a\n1\nAAAA\n\n— log.example/a AAAA\n';
const hashes = (count: number) => Array.from({ length: count }, () => randomBytes(32));
const HASH = `${Buffer.alloc(32, 1).toString('base64')}\n`;

describe('a request to a witness', () => {
  it.each([
    ['no empty line', `old 1\n${HASH}`, 'no empty line'],
    ['nothing', '', 'no empty line'],
    ['no old size', `${HASH}\n${NOTE}`, 'the first line'],
    ['an old size with a leading zero', `old 01\n\n${NOTE}`, 'the first line'],
    ['an old size with a sign', `old +1\n\n${NOTE}`, 'the first line'],
    ['a negative old size', `old -1\n\n${NOTE}`, 'the first line'],
    ['two spaces', `old  1\n\n${NOTE}`, 'the first line'],
    ['a size above 2^53', `old 9007199254740993\n\n${NOTE}`, 'the first line'],
    ['a carriage return', `old 1\r\n\r\n${NOTE}`, 'a control character'],
    ['a short hash', `old 1\n${Buffer.alloc(31).toString('base64')}\n\n${NOTE}`, 'the base64 of 32 bytes'],
    ['a hash in base64url', `old 1\n${Buffer.alloc(32, 0xff).toString('base64url')}\n\n${NOTE}`, 'the base64 of 32'],
    ['a hash with white space', `old 1\n ${HASH}\n${NOTE}`, 'the base64 of 32 bytes'],
    ['64 hashes', `old 1\n${HASH.repeat(64)}\n${NOTE}`, 'more than 63 hashes'],
    ['more than 16 KiB', `old 1\n\n${'x'.repeat(16_378)}`, 'longer than 16384 bytes'],
  ])('is refused with %s', (_, body, words) => {
    expect(() => parseAddCheckpoint(body)).toThrow(words);
  });

  it('is refused if it is not UTF-8', () => {
    expect(() => parseAddCheckpoint(Buffer.from('old 1\n\n\xff', 'latin1'))).toThrow('not UTF-8');
  });

  it.each([0, 1, 63])('is read as it was written, with %d hashes', (count) => {
    const request = { old: count, proof: hashes(count), note: NOTE };
    expect(parseAddCheckpoint(Buffer.from(formatAddCheckpoint(request)))).toEqual(request);
  });

  it('is written as in the specification', () => {
    const proof = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const lines = proof.map((hash) => hash.toString('base64'));
    expect(formatAddCheckpoint({ old: 7, proof, note: NOTE })).toBe(`old 7\n${lines[0]}\n${lines[1]}\n\n${NOTE}`);
    expect(formatAddCheckpoint({ old: 0, proof: [], note: NOTE })).toBe(`old 0\n\n${NOTE}`);
  });
});

describe('the size that a witness tells', () => {
  it.each(['', '5', '05\n', '5\n\n', ' 5\n', '5 \n', '-5\n', '5e1\n'])('is not read from %j', (body) => {
    expect(parseSize(body)).toBeNull();
  });

  it('is read as it was written', () => {
    expect([parseSize(formatSize(0)), parseSize(formatSize(20_852_014))]).toEqual([0, 20_852_014]);
  });
});
