import { QrcodeQrPictures } from './qrcode.qr-pictures.js';

it('draws a QR code as a PNG in base64, and a different one for a different text', async () => {
  const pictures = new QrcodeQrPictures();
  const png = Buffer.from(await pictures.png('otpauth://totp/Coffer:ada?secret=JBSWY3DP'), 'base64');
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect((await pictures.png('otpauth://totp/Coffer:bob?secret=JBSWY3DP')) === png.toString('base64')).toBe(false);
});
