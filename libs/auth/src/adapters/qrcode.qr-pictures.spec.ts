import { createRequire } from 'node:module';
import { create } from 'qrcode';
import { QrcodeQrPictures } from './qrcode.qr-pictures.js';

const URI = 'otpauth://totp/Coffer:ada?secret=JBSWY3DP';
const [SCALE, MARGIN] = [4, 4];
/** The reader of PNG that `qrcode` comes with: a second implementation, which also checks the sums of the chunks. */
const { PNG } = createRequire(import.meta.resolve('qrcode'))('pngjs');

const decoded = async (text: string): Promise<{ width: number; height: number; data: Buffer }> =>
  PNG.sync.read(Buffer.from(await new QrcodeQrPictures().png(text), 'base64'));

describe('a QR code as a PNG in base64', () => {
  it('has every module of the code as black and white dots, within a light margin', async () => {
    const { width, height, data } = await decoded(URI);
    const { modules } = create(URI, { errorCorrectionLevel: 'M' });
    expect([width, height]).toEqual([(modules.size + 2 * MARGIN) * SCALE, (modules.size + 2 * MARGIN) * SCALE]);
    const expected = Buffer.alloc(data.length);
    for (let dot = 0; dot < width * height; dot++) {
      const [row, column] = [Math.floor(dot / width / SCALE) - MARGIN, Math.floor((dot % width) / SCALE) - MARGIN];
      const isInside = Math.min(row, column) >= 0 && Math.max(row, column) < modules.size;
      const tone = isInside && modules.get(row, column) ? 0 : 255;
      expected.set([tone, tone, tone, 255], dot * 4);
    }
    expect(data.equals(expected)).toBe(true);
  });

  it('is different for a different text', async () => {
    const pictures = new QrcodeQrPictures();
    expect(await pictures.png(`${URI}Q`)).not.toBe(await pictures.png(URI));
  });

  it('is small', async () => {
    expect((await new QrcodeQrPictures().png(URI)).length).toBeLessThan(2_000);
  });
});
