import { makeAccount } from '../../e2e/support/people/accounts.js';
import { type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import type { Server } from '../../e2e/support/processes/server.js';
import { CONNECTIONS, fill, type Load } from '../measure/load.js';

/** Accounts for each connection. One login at a time for each account, so that none waits for the lockout's document. */
const ACCOUNTS_EACH = 2;
/** Connections for logins. Two keep the hasher busy; more only wait longer. */
export const LOGIN_ROUND = { connections: 8, requestsARound: 64 };

/** Makes the accounts and returns their logins. Every password is right. */
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
 * Refreshes that each use the token of the previous answer. The end of a round cuts off its last requests, so their new
 * tokens are lost. Each connection of each of `rounds` rounds therefore has its own session, which `login` opens here.
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
