import { constants } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * TLS with a key that all nodes share instead of certificates (RFC 4279), with forward secrecy (RFC 7905). Who does not
 * have the key gets no further than the handshake. No tickets: with one, who gets the key of the tickets later could read
 * what was sent before.
 */
export const SUITE = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  secureOptions: constants.SSL_OP_NO_TICKET,
} as const;

/** Where records are sent to. */
export const PATH = '/audit/append';

/** In milliseconds. */
export interface LinkTimings {
  /** How long a handshake may take. */
  readonly handshake: number;
  /** How long the head of a request may take, and the whole request. */
  readonly request: number;
  /** How long the side that sends keeps an idle connection. */
  readonly idle: number;
  /** How long the other side keeps it. Longer, so that nothing is sent into a connection that was just ended. */
  readonly idleServer: number;
}

/** A key of 32 bytes, and a public id by which the other side finds it. */
export interface LinkKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The whole message, as text. Throws if it has more than `longest` bytes. */
export async function read(incoming: IncomingMessage, longest: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longest) throw new Error('a message of another node is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The parts of `host:port`. */
export function placeOf(address: string): { readonly hostname: string; readonly port: number } {
  const { hostname, port } = new URL(`https://${address}`);
  // A URL leaves out the port of its scheme.
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443) };
}
