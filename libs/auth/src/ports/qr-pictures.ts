export abstract class QrPictures {
  /** A PNG of the QR code of `text`, in base64. */
  abstract png(text: string): Promise<string>;
}
