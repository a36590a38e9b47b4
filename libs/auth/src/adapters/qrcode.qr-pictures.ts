import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { QrPictures } from '../ports/qr-pictures.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Dots on a side of a module, and light modules around the code: ISO/IEC 18004 asks for four. */
const [SCALE, MARGIN] = [4, 4];
/** One bit a dot, greyscale; the rest of an IHDR chunk is zero: the only methods there are, and no interlacing. */
const [BIT_DEPTH, COLOR_TYPE] = [1, 0];

/** The library is loaded with the first code, since most servers never draw one. */
export class QrcodeQrPictures extends QrPictures {
  async png(text: string): Promise<string> {
    const { create } = (await import('qrcode')).default;
    const { modules } = create(text, { errorCorrectionLevel: 'M' });
    return (await pngOf(modules.size, (row, column) => modules.get(row, column) !== 0)).toString('base64');
  }
}

/**
 * The code as a PNG (ISO/IEC 15948). The library's own PNG has four bytes a dot, on which it holds up the event loop for
 * 20 ms.
 */
async function pngOf(size: number, isDark: (row: number, column: number) => boolean): Promise<Buffer> {
  const side = (size + 2 * MARGIN) * SCALE;
  const bytes = Math.ceil(side / 8);
  // Each line begins with its filter, 0 for none. A set bit is white.
  const line = Buffer.alloc(1 + bytes, 0xff).fill(0, 0, 1);
  const lines = Array.from({ length: side }, () => line);
  for (let row = 0; row < size; row++) {
    const drawn = Buffer.from(line);
    for (let column = 0; column < size; column++) if (isDark(row, column)) blacken(drawn, (column + MARGIN) * SCALE);
    lines.fill(drawn, (row + MARGIN) * SCALE, (row + MARGIN + 1) * SCALE);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([BIT_DEPTH, COLOR_TYPE], 8);
  const data = await promisify(deflate)(Buffer.concat(lines));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Clears the bits of the dots of one module, of which the first is `dot`. */
function blacken(line: Buffer, dot: number): void {
  for (let at = dot; at < dot + SCALE; at++) {
    const byte = 1 + (at >> 3);
    line.writeUInt8(line.readUInt8(byte) & ~(0x80 >> (at & 7)), byte);
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
