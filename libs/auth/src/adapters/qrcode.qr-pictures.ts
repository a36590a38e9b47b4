import { QrPictures } from '../ports/qr-pictures.js';

/** Loaded for the first picture: most servers never draw one. */
export class QrcodeQrPictures extends QrPictures {
  async png(text: string): Promise<string> {
    const { toBuffer } = (await import('qrcode')).default;
    return (await toBuffer(text, { type: 'png', errorCorrectionLevel: 'M' })).toString('base64');
  }
}
