import type { ParsedMail } from '#mail/testing';
import { SmtpSink } from '#mail/testing';
import { type Answer, type Api, type Method, setUp } from './api.js';
import { describePairs, type Site } from './pairs.js';
import type { Server } from './server.js';

/** One server that is set up, for a whole suite. */
export interface Coffer {
  readonly site: Site;
  readonly server: Server;
  /** Logged in as the first administrator, `root_admin`. */
  readonly admin: Api;
  /** Without a token. */
  readonly nobody: Api;
  /** Waits for the oldest unread mail to an address. Only for suites with `mail`. */
  mailsTo(address: string): Promise<ParsedMail>;
}

export interface CofferOptions {
  /** Starts a real SMTP server beside it, on both pairs. */
  readonly mail?: boolean;
  /** A program to start instead of the built api. */
  readonly main?: string;
  /** Node's flags, such as `AS_SHIPPED`. */
  readonly flags?: readonly string[];
}

/** Runs the suite on each pair, with a server that is set up. */
export function describeCoffer(
  name: string,
  suite: (coffer: Coffer) => void,
  env: Record<string, string> = {},
  { mail = false, main, flags }: CofferOptions = {},
): void {
  describePairs(name, (open) => {
    const coffer = {} as { -readonly [K in keyof Coffer]: Coffer[K] };
    let sink: SmtpSink | null = null;
    beforeAll(async () => {
      sink = mail ? await SmtpSink.open() : null;
      coffer.mailsTo = async (address) => {
        if (!sink) throw new Error('this suite has no mail: set the option `mail`');
        return sink.next(address);
      };
      coffer.site = await open({ ...env, ...sink?.environment });
      coffer.server = await coffer.site.start({}, main, flags);
      coffer.admin = await setUp(coffer.server);
      coffer.nobody = coffer.admin.as(null);
    });
    afterAll(async () => {
      await coffer.site?.clear();
      await sink?.close();
    });
    suite(coffer);
  });
}

/** The audit records of one request, oldest first, such as `secret:write allowed`. */
export async function recordsOf(auditor: Api, requestId: string): Promise<string[]> {
  const { body } = await auditor.get(`/audit/logs?request_id=${requestId}`);
  const items: { action: string; outcome: string }[] = body.items;
  return items.map(({ action, outcome }) => `${action} ${outcome}`).reverse();
}

/** The id of a request, from its answer. */
export function requestIdOf({ headers }: Answer): string {
  const id = headers['x-request-id'];
  if (!id) throw new Error('an answer without X-Request-Id');
  return id;
}

/** The first test of every route that is not public. */
export function refusesStrangers(coffer: Coffer, method: Method, path: string): void {
  it('is refused without a token', async () => {
    const answer = await coffer.nobody.send(method, path);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'unauthenticated' });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="coffer"');
  });
}
