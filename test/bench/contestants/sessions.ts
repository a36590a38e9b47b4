import { makeAccount } from '../../e2e/support/people/accounts.js';
import { type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import type { Server } from '../../e2e/support/processes/server.js';
import { CONNECTIONS, fill, type Load } from '../measure/load.js';

/** Of each connection: right passwords of one account at a time, so that nothing waits for the lockout's document. */
const ACCOUNTS_EACH = 2;
/** A login waits for the hasher, which two keep busy; more wait longer and are no faster. */
export const LOGIN_ROUND = { connections: 8, requestsARound: 64 };

/** Makes the accounts that log in, and gives their logins: every password is right. */
export async function loginsOf(server: Server, admin: Api): Promise<Load> {
  const { connections } = LOGIN_ROUND;
  const names = Array.from({ length: connections * ACCOUNTS_EACH }, (_, number) => `bench_${number}`);
  for (const name of names) await makeAccount(admin, name);
  return {
    url: server.url,
    headers: { 'content-type': 'application/json' },
    status: 200,
    ...LOGIN_ROUND,
    requestsOf: (connection) =>
      names
        .filter((_, number) => number % connections === connection % connections)
        .map((username) => ({
          method: 'POST',
          path: '/api/v1/auth/login',
          body: JSON.stringify({ username, password: PASSWORD }),
        })),
  };
}

/**
 * Refreshes that each use the token of the answer before. A round breaks off its last requests, whose answers nobody
 * gets: so each connection of each of `rounds` rounds has a session of its own, opened here by `login`.
 */
export async function refreshesOf(login: Load, rounds: number): Promise<Load> {
  const tokens: string[] = [];
  const requestsOf: Load['requestsOf'] = (connection) =>
    login
      .requestsOf(connection)
      .map((request) => ({ ...request, onResponse: (_, body) => tokens.push(refreshIn(body)) }));
  await fill({ ...login, requestsOf }, CONNECTIONS * rounds);
  const { url, headers, status } = login;
  return { url, headers, status, requestsOf: () => [chain(tokens.pop() ?? '')] };
}

function chain(first: string): ReturnType<Load['requestsOf']>[number] {
  let token = first;
  return {
    method: 'POST',
    path: '/api/v1/auth/refresh',
    setupRequest: (request) => ({ ...request, body: JSON.stringify({ refresh_token: token }) }),
    onResponse: (status, body) => {
      if (status === 200) token = refreshIn(body);
    },
  };
}

function refreshIn(body: string): string {
  return (JSON.parse(body) as { refresh_token: string }).refresh_token;
}
