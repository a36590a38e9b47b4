import { type RequestOptions, request } from 'node:http';

/** What an abuser knows of the server. It gets this as JSON. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** A member with 12 entries of 256 KiB, and a vault of many small ones. */
  readonly member: string;
  /** An account that may list 100 areas of secrets. */
  readonly reader: string;
  /** An account under 100 policies that each deny. */
  readonly denied: string;
  readonly admin: string;
  /** The id of a secret that `denied` may not reveal. */
  readonly secretId: string;
}

/** What an abuser does until `signal` ends it. It never waits for another abuser. */
export type Abuse = (target: Target, signal: AbortSignal) => void;

/** The addresses of abusers: loopback, but other networks (/24) than that of the well-behaved caller. */
export function addressIn(network: number): string {
  return `127.0.${network}.1`;
}

/** Two networks for each kind of abuse that has several. */
export const NETWORKS = [20, 21] as const;
/** TRUSTED_PROXIES of the server: from here an abuser may have any address. */
export const PROXY = addressIn(9);

/** Sends a request, and reads the whole answer. Resolves with its status. */
export function statusOf(options: RequestOptions, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      response
        .resume()
        .once('end', () => resolve(response.statusCode ?? 0))
        .once('error', reject);
    });
    call
      .once('timeout', () => call.destroy(new Error('no answer')))
      .once('error', reject)
      .end(body);
  });
}
