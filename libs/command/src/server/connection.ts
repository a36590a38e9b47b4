import { CofferClient } from '#client';
import { type Environment, variable } from '../environment.js';
import { failed } from '../failure.js';
import { type Credential, credentialOf } from './credentials.js';
import { serverUrl } from './server-url.js';

/**
 * Opens the client that the environment names, or that of the stored session. `found`: told the URL, for messages. No
 * redirect is followed: it could lead a token elsewhere.
 */
export async function openConnection(environment: Environment, found: (url: string) => void): Promise<CofferClient> {
  const credential = await credentialOf(environment);
  if (credential === null) throw failed('Nobody is logged in: set COFFER_TOKEN or COFFER_TOKEN_FILE.');
  const given = variable(environment, 'COFFER_URL');
  if (given === null) throw failed('COFFER_URL is missing: set it to the URL of the server.');
  const baseUrl = serverUrl(given, 'COFFER_URL', environment);
  found(baseUrl);
  return clientOf(baseUrl, credential);
}

function clientOf(baseUrl: string, credential: Credential): CofferClient {
  const fetch = (request: Request) => globalThis.fetch(request, { redirect: 'manual' });
  if (credential.kind === 'workload') throw failed('COFFER_JWT_FILE is not supported yet.');
  return new CofferClient({ baseUrl, fetch, key: credential.token });
}
