import { QrPictures } from '../ports/qr-pictures.js';

/** The library is loaded with the first picture, since most servers never draw one. */
export class QrcodeQrPictures extends QrPictures {
  async png(text: string): Promise<string> {
    const { toBuffer } = (await import('qrcode')).default;
    return (await toBuffer(text, { type: 'png', errorCorrectionLevel: 'M' })).toString('base64');
  }
}
