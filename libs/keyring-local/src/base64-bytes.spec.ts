import { randomBytes } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64-bytes.js';

describe('base64 from bytes to bytes', () => {
  it("is Node's, for every length", () => {
    for (let length = 0; length < 100; length++) {
      const bytes = randomBytes(length);
      const text = Buffer.from(bytes.toString('base64'), 'latin1');
      expect(encodeBase64(bytes).equals(text)).toBe(true);
      expect(decodeBase64(text)?.equals(bytes)).toBe(true);
    }
  });

  it('takes no other characters', () => {
    for (const text of ['AA*A', 'AA A', 'AAé=', '"AAA']) expect(decodeBase64(Buffer.from(text))).toBeNull();
  });
});
