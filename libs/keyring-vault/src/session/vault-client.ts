import nodeVault from 'node-vault';
import type { VaultConfig } from '#config';
import { readAuthorities } from '#kernel';
import { VaultFailure, type VaultRequest, VaultTransport } from './vault-transport.js';

/** An answer of Vault: its status, and either its JSON or the errors in it. */
export interface VaultAnswer {
  readonly status: number;
  /** The whole JSON object; empty if there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
}

/** What Coffer needs of a Vault client: GET and POST on a path below `/v1/`. Throws VaultFailure. */
export interface VaultClient {
  read(path: string, signal: AbortSignal): Promise<VaultAnswer>;
  write(path: string, data: object, signal: AbortSignal): Promise<VaultAnswer>;
  useToken(token: string): void;
  close(): void;
}

/** All options are given, because the library would take each missing one from the environment. */
function isolated(config: VaultConfig, transport: VaultTransport) {
  const send = async (request: VaultRequest) => {
    const { statusCode, body } = await transport.send(request);
    return { statusCode, body, request: { path: new URL(request.uri).pathname } };
  };
  return {
    endpoint: config.addr,
    pathPrefix: '',
    // The library's debug lines print what is written, which may be keys. No DEBUG variable may turn them on.
    debug: () => {},
    'request-promise': { defaults: () => send },
  };
}

/** A client on node-vault, which is used in this file only. */
export function connectVault(config: VaultConfig): VaultClient {
  const transport = new VaultTransport(config.caFile === null ? null : readAuthorities('VAULT_CA_FILE', config.caFile));
  const library = nodeVault(isolated(config, transport));
  library.token = '';
  Object.assign(library, { namespace: config.namespace ?? '', pathPrefix: '' });
  return {
    read: (path, signal) => answerOf(library.read(path, { signal })),
    write: (path, data, signal) => answerOf(library.write(path, data, { signal })),
    useToken: (token) => {
      library.token = token;
    },
    close: () => transport.close(),
  };
}

async function answerOf(pending: Promise<unknown>): Promise<VaultAnswer> {
  try {
    return { status: 200, body: objectOf(await pending), errors: [] };
  } catch (error) {
    const response = objectOf(objectOf(error).response);
    if (typeof response.statusCode !== 'number') {
      throw error instanceof VaultFailure ? error : new VaultFailure(true, error);
    }
    const body = objectOf(response.body);
    const errors = Array.isArray(body.errors) ? body.errors.map(String) : [];
    return { status: response.statusCode, body, errors };
  }
}

/** Of Vault, of a standby of it (412, 472, 473), and of a gateway before it (408, 425). */
const PASSING: ReadonlySet<number> = new Set([408, 412, 425, 429, 472, 473]);

/**
 * Whether an answer stays what it is until somebody changes something: a missing right and the like. Not so a demand to
 * come back later, and all failures of the server.
 */
export function isLastingStatus(status: number): boolean {
  return status >= 300 && status < 500 && !PASSING.has(status);
}

/** A copy of `value` if it is an object, else an empty one: an answer of Vault may have any shape. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
