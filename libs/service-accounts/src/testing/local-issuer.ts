import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { makeCertificate } from '#mail/testing';
import type { TokenAlgorithm } from '../domain/workloads/identity-provider.js';

/** Answers a request in a way of its own. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface SigningKey {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export interface TokenOptions {
  /** Default: the newest key. */
  readonly key?: SigningKey;
  readonly header?: Partial<JWTHeaderParameters>;
  /** Milliseconds since 1970. Default: now, of the machine. */
  readonly at?: number;
  /** Seconds. Default: 300, as on GitHub. */
  readonly lifetime?: number;
}

const CONFIGURATION = '/.well-known/openid-configuration';
const KEY_SET = '/.well-known/jwks';

/**
 * An identity provider on a free port of loopback, over TLS. It publishes a discovery document and a key set in the
 * form of GitHub's, and signs tokens. Tests give it other answers.
 */
export class LocalIssuer {
  /** The paths that were asked for, in order. */
  readonly requests: string[] = [];
  /** Answers of the test's own, by path. */
  readonly handlers = new Map<string, Handler>();
  /** What it publishes, the newest first. */
  readonly keys: SigningKey[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    /** Its certificate (PEM), which vouches for itself. */
    readonly ca: string,
    private readonly host: string,
  ) {}

  /** `names`: of the certificate. */
  static async open({ host = 'localhost', names = 'DNS:localhost,IP:127.0.0.1' } = {}): Promise<LocalIssuer> {
    const { folder, certFile, keyFile } = await makeCertificate(names);
    const cert = readFileSync(certFile, 'utf8');
    const server = createServer({ cert, key: readFileSync(keyFile) }, (request, response) =>
      issuer.answer(request, response),
    );
    const issuer = new LocalIssuer(server, folder, cert, host);
    server.on('connection', (socket: Socket) => {
      issuer.sockets.add(socket);
      socket.once('close', () => issuer.sockets.delete(socket)).on('error', () => {});
    });
    // A client that refuses the certificate causes an error here.
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await issuer.rotate();
    return issuer;
  }

  /** A file with its certificate. */
  get caFile(): string {
    return join(this.folder, 'cert.pem');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The `iss` of its tokens. */
  get url(): string {
    return `https://${this.host}:${this.port}`;
  }

  get discovery(): string {
    return this.url + CONFIGURATION;
  }

  get jwksUri(): string {
    return this.url + KEY_SET;
  }

  get jwks(): { keys: JWK[] } {
    return { keys: this.keys.map(({ jwk }) => jwk) };
  }

  /** Begins to sign with a new key. `keeps`: how many older ones it still publishes. */
  async rotate({
    algorithm = 'ES256',
    keeps = 1,
  }: {
    algorithm?: TokenAlgorithm;
    keeps?: number;
  } = {}): Promise<SigningKey> {
    const key = await signingKey(`key-${this.keys.length}-${Date.now()}`, algorithm);
    this.keys.splice(keeps);
    this.keys.unshift(key);
    return key;
  }

  /** A token with `iss`, `iat`, `nbf` and `exp`. A claim that is undefined is left out. */
  async token(claims: JWTPayload, { key = this.newest, header, at = Date.now(), lifetime = 300 }: TokenOptions = {}) {
    const iat = Math.floor(at / 1_000);
    const payload = { iss: this.url, iat, nbf: iat, exp: iat + lifetime, ...claims };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'JWT', ...header })
      .sign(key.privateKey);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get newest(): SigningKey {
    const [newest] = this.keys;
    if (!newest) throw new Error('there is no key');
    return newest;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').split('?')[0] ?? '';
    this.requests.push(path);
    const handler = this.handlers.get(path) ?? this.usual(path);
    handler(request, response);
  }

  private usual(path: string): Handler {
    if (path === CONFIGURATION) return (_, response) => sendJson(response, this.configuration());
    if (path === KEY_SET) return (_, response) => sendJson(response, this.jwks);
    return (_, response) => void response.writeHead(404).end();
  }

  private configuration() {
    return {
      issuer: this.url,
      jwks_uri: this.jwksUri,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: [
        'sub',
        'aud',
        'exp',
        'iat',
        'iss',
        'jti',
        'repository_id',
        'repository_owner_id',
        'environment',
      ],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      scopes_supported: ['openid'],
    };
  }
}

export async function signingKey(kid: string, algorithm: TokenAlgorithm = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { kid, algorithm, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
}

export function sendJson(response: ServerResponse, value: unknown, type = 'application/json; charset=utf-8'): void {
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(value));
}
