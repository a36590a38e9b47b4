import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { signingKey } from '#service-accounts/testing';

export const ISSUER = 'https://ci.example.org';
export const AUDIENCE = 'https://coffer.example.org';
export const SUBJECT = 'repository:74';

/** A platform whose tokens both servers are told to trust. */
export interface Identity {
  readonly jwks: { readonly keys: readonly object[] };
  readonly pem: string;
  /** A token for one job. */
  readonly jwt: string;
}

export async function newIdentity(): Promise<Identity> {
  const { jwk, kid, algorithm: alg, privateKey } = await signingKey('ci');
  const jwt = await new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: SUBJECT })
    .setProtectedHeader({ alg, kid, typ: 'JWT' })
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime('1h')
    .sign(privateKey);
  const pem = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return { jwks: { keys: [jwk] }, pem: String(pem), jwt };
}
