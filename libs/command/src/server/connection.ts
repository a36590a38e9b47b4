import { type ClientOptions, CofferClient } from '#client';
import { type Environment, variable } from '../environment.js';
import { failed } from '../failure.js';
import { type Owner, SessionFile } from '../session/session-file.js';
import { type Credential, credentialOf } from './credentials.js';
import { serverUrl } from './server-url.js';

const URL_VARIABLE = 'COFFER_URL';

/**
 * Opens the client with the credential of the environment, or else with the stored session. `found`: told the URL, for
 * messages. The credential of the environment goes to COFFER_URL alone, and a session to the server that made it.
 */
export async function openConnection(environment: Environment, found: (url: string) => void): Promise<CofferClient> {
  const credential = await credentialOf(environment);
  if (credential !== null) {
    const baseUrl = namedUrl(environment);
    if (baseUrl === null) throw failed(`${URL_VARIABLE} is missing: set it to the URL of the server.`);
    found(baseUrl);
    return new CofferClient({ ...optionsOf(credential), ...reaching(baseUrl) });
  }
  const opened = await openSession(environment);
  if (opened === null) {
    throw failed('Nobody is logged in: `coffer login`, or set COFFER_TOKEN_FILE, COFFER_JWT_FILE or COFFER_TOKEN.');
  }
  found(opened.owner.url);
  return opened.client;
}

/** Opens the stored session, whatever credential the environment names. Null: nobody is logged in. */
export async function openSession(environment: Environment): Promise<{ client: CofferClient; owner: Owner } | null> {
  const file = new SessionFile(environment);
  const owner = await file.owner();
  if (owner === null) return null;
  const named = namedUrl(environment);
  if (named !== null && named !== owner.url) {
    const hosts = [named, owner.url].map((url) => new URL(url).host);
    throw failed(`${URL_VARIABLE} names ${hosts[0]}, but the session is of ${hosts[1]}: \`coffer login\`.`);
  }
  const baseUrl = serverUrl(owner.url, file.file, environment);
  return { owner, client: new CofferClient({ ...reaching(baseUrl), tokens: await file.storeOf(owner) }) };
}

/** Null: the environment names no server. */
export function namedUrl(environment: Environment): string | null {
  const given = variable(environment, URL_VARIABLE);
  return given === null ? null : serverUrl(given, URL_VARIABLE, environment);
}

/** The audit shows the name of the program. */
export function reaching(baseUrl: string): ClientOptions {
  const fetch = (request: Request) => {
    request.headers.set('user-agent', 'coffer-command');
    return globalThis.fetch(request);
  };
  return { baseUrl, fetch };
}

function optionsOf(credential: Credential): Partial<ClientOptions> {
  return credential.kind === 'token' ? { key: credential.token } : { workload: credential };
}
