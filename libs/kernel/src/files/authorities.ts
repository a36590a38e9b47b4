import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartError } from '../errors.js';

/**
 * The certificates of the authorities in a PEM file that `variable` names, for connections to one of them. StartError with
 * the variable if it cannot be read, or does not begin with a certificate.
 */
export function readAuthorities(variable: string, file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    return new X509Certificate(pem) && pem;
  } catch {
    throw new StartError(`${variable} cannot be read, or holds no certificate in PEM form.`);
  }
}
