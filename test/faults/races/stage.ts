import { SmtpSink } from '#mail/testing';
import { type Answer, setUp } from '../../e2e/support/processes/api.js';
import { HASHES_AS_CONFIGURED } from '../../e2e/support/processes/base-environment.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';
import { embeddedSite, productionSite, type Site } from '../../e2e/support/processes/pairs.js';
import { changedNothing } from '../../e2e/support/processes/patience.js';
import { describeWithEngines } from '../../engines/engines.js';
import { faultyProgram } from '../support/faulty-server.js';
import { IS_THOROUGH } from '../support/rounds.js';
import { surely, Undecided } from '../support/undecided.js';

/** How many requests race at once. */
export const AT_ONCE = 50;

const ENVIRONMENT = {
  // Lets a test choose its network by X-Forwarded-For.
  TRUSTED_PROXIES: '127.0.0.1',
  // All racers of one account start at once: none waits in line for another.
  REQUESTS_AT_ONCE: '0',
  // A hundred rounds of each race take longer than the default lifetime.
  ACCESS_TOKEN_EXPIRES_IN: '12h',
  // Passwords race in the time between "an attempt is left" and "it failed", which is as long as a hash.
  ...HASHES_AS_CONFIGURED,
};

type Open = (env: Record<string, string>) => Promise<Site>;

/** A site for races, with one node or two. */
export class Stage {
  private constructor(
    /** Accounts are made on the first node. */
    readonly coffer: Coffer,
    private readonly urls: readonly [string, ...string[]],
    private readonly sink: SmtpSink,
  ) {}

  /** `main`: a program to start instead of the built api. */
  static async open(open: Open, nodes: number, env: Record<string, string> = {}, main?: string): Promise<Stage> {
    const sink = await SmtpSink.open();
    const site = await open({ ...ENVIRONMENT, ...sink.environment, ...env });
    const start = () => site.start({}, main);
    const server = await start();
    const admin = await setUp(server);
    const nobody = admin.as(null);
    const others: string[] = [];
    while (others.length < nodes - 1) others.push((await start()).url);
    const mailsTo = (address: string) => sink.next(address);
    return new Stage({ site, server, admin, nobody, mailsTo }, [server.url, ...others], sink);
  }

  get name(): string {
    return this.coffer.site.pair + (this.urls.length > 1 ? ' on two nodes' : '');
  }

  /**
   * Posts `count` bodies at once, to each node in turn. Returns the answers in the order of sending. Uses a light client,
   * so that the servers get most of the processor.
   */
  atOnce(
    path: string,
    bodyOf: (turn: number) => object,
    { count = AT_ONCE, headersOf = noHeaders } = {},
  ): Promise<Answer[]> {
    const send = (turn: number) => this.send(turn, 'POST', path, { body: bodyOf(turn), headers: headersOf(turn) });
    return Promise.all(Array.from({ length: count }, (_, turn) => send(turn)));
  }

  /** Sends one request to the node whose turn it is. */
  async send(
    turn: number,
    method: string,
    path: string,
    { body, headers }: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answer> {
    const json: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    const sent = { method, headers: { ...json, ...headers }, body: body && JSON.stringify(body) };
    const answer = await fetch(`${this.urlAt(turn)}/api/v1${path}`, sent);
    const text = await answer.text();
    const read = text === '' ? {} : JSON.parse(text);
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: read, text };
  }

  /** Clears the count of failed attempts on the account. */
  async unlock(userId: string): Promise<void> {
    const { status, text } = await surely(() => this.coffer.admin.send('post', `/users/${userId}/unlock`));
    if (status !== 204) throw new Error(`unlock answered ${status} ${text}`);
  }

  /** Prints one line: the rounds of a race and the result of each. */
  print(rounds: number, what: string, result: string): void {
    process.stdout.write(`races, ${this.name}: ${rounds} rounds of ${what}, ${result}\n`);
  }

  async close(): Promise<void> {
    await this.coffer.site.clear();
    await this.sink.close();
  }

  private urlAt(turn: number): string {
    return this.urls[turn % this.urls.length] ?? this.urls[0];
  }
}

/** Runs a suite on each pair; on MongoDB with two nodes, and with `npm run test:faults` with one node too. */
export function describeRaces(name: string, suite: (stage: () => Stage) => void): void {
  const define = (open: Open, nodes: number) => {
    let stage: Stage | undefined;
    beforeAll(async () => {
      stage = await Stage.open(open, nodes, {}, faultyProgram());
    });
    afterAll(() => stage?.close());
    suite(() => {
      if (!stage) throw new Error('the stage is used before beforeAll has opened it');
      return stage;
    });
  };
  describe(`${name} (SQLite and the local keyring)`, () => define(embeddedSite, 1));
  describeWithEngines(`${name} to two nodes (MongoDB and OpenBao)`, () => define(productionSite, 2));
  if (IS_THOROUGH) describeWithEngines(`${name} (MongoDB and OpenBao)`, () => define(productionSite, 1));
}

const noHeaders = (_: number): Record<string, string> => ({});

/** The header of a client in its own network, which no account knows. `lane` separates kinds of clients. */
export function fromNetwork(number: number, lane = 0): Record<string, string> {
  return { 'x-forwarded-for': `10.${lane}.${number}.7` };
}

/** True if an overloaded machine gave the request up in bounded time: nothing of it has landed or will. */
export const isGivenUp = changedNothing;

/** True if a slow machine lost the answer of the store: nobody was told whether the change landed. */
export function mayHaveLanded({ status, body }: Answer): boolean {
  return status === 503 && body.code === 'outcome_unknown';
}

/** True if the change landed, also if a slow machine could not record it in time. */
export function hasLanded({ status, body }: Answer): boolean {
  return status < 300 || body.code === 'outcome_unrecorded';
}

/**
 * Returns the one answer whose change landed. Throws if several landed, or if another answer is neither in `losses` (such
 * as `401 invalid_code`) nor one of a slow machine. Throws Undecided if none landed that was told, and a slow machine may
 * be the reason: the race is run again.
 */
export function oneWinner(answers: readonly Answer[], losses: readonly string[]): Answer {
  const done = answers.filter(hasLanded);
  const unexpected = answers
    .filter((answer) => !hasLanded(answer) && !isGivenUp(answer) && !mayHaveLanded(answer))
    .map(({ status, body }) => `${status} ${body.code}`)
    .filter((loss) => !losses.includes(loss));
  const isOpen = done.length === 0 && answers.some((answer) => isGivenUp(answer) || mayHaveLanded(answer));
  if (isOpen && unexpected.length === 0) throw new Undecided('no request of a race was told that it has won');
  expect({ accepted: done.length, unexpected }).toEqual({ accepted: 1, unexpected: [] });
  return done[0] as Answer;
}
