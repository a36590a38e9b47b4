import { setTimeout as pause } from 'node:timers/promises';
import { SmtpSink } from '#mail/testing';
import { type Answer, Api, setUp } from '../../e2e/support/processes/api.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';
import type { Site } from '../../e2e/support/processes/pairs.js';
import type { Server } from '../../e2e/support/processes/server.js';
import type { Fault } from '../program/fault.js';
import { FaultyServer } from './faulty-server.js';
import { Figures } from './figures.js';
import { KeptSecrets } from './kept-secrets.js';
import { Trail } from './trail.js';

/** How often a request is sent that ends the process, and how long the process has for that, in milliseconds. */
const DYING_REQUESTS = 8;
const DIES_WITHIN_MS = 20_000;

function isAnswer(answer: unknown): answer is Answer {
  return typeof answer === 'object' && answer !== null && 'status' in answer;
}

/** What a held request does while it has no answer. */
const WAITS = 'waits';

/** A request that waits at a step until the process dies. */
export interface Held {
  /** Throws unless it still waits there, or has the one answer that it may give before. */
  expectWaiting(): Promise<void>;
}

/** One site under faults, from its setup to the last check of its data. */
export class Trial {
  readonly kept = new KeptSecrets();
  readonly figures: Figures;
  private token: string | null = null;
  /** A caller of the first server: it knows the document that all servers of the site have. */
  private caller: Api | null = null;
  private running: { readonly faulty: FaultyServer; readonly admin: Api } | null = null;

  private constructor(
    readonly site: Site,
    suite: string,
    private readonly mail: SmtpSink | null,
  ) {
    this.figures = new Figures(`${suite}, ${site.pair}`);
  }

  static async open(suite: string, open: () => Promise<Site>): Promise<Trial> {
    return new Trial(await open(), suite, null);
  }

  /** Opens a site with open registration and a real SMTP server. */
  static async withMail(suite: string, open: (env: Record<string, string>) => Promise<Site>): Promise<Trial> {
    const mail = await SmtpSink.open();
    return new Trial(await open({ ...mail.environment, REGISTRATION: 'open' }), suite, mail);
  }

  get server(): FaultyServer {
    if (!this.running) throw new Error('nothing runs');
    return this.running.faulty;
  }

  /** The first administrator on the running server. */
  get admin(): Api {
    if (!this.running) throw new Error('nothing runs');
    return this.running.admin;
  }

  /** The running server as its clients see it. */
  get coffer(): Coffer {
    const { site, server, admin, mail } = this;
    const mailsTo: Coffer['mailsTo'] = async (address) => {
      if (!mail) throw new Error('nothing takes mails');
      return mail.next(address);
    };
    return { site, server: server.server, admin, nobody: admin.as(null), mailsTo };
  }

  /** Starts the program after the previous one has ended. `atStart`: see FaultyServer. */
  async start(env: Record<string, string> = {}, atStart?: Fault): Promise<void> {
    const faulty = await FaultyServer.start(this.site, env, atStart);
    this.running = { faulty, admin: await this.clientOf(faulty.server) };
  }

  /** Runs the setup, or logs in if it is done. */
  async enter(username: string, password: string): Promise<void> {
    const { faulty, admin } = this.running ?? {};
    if (!faulty || !admin) throw new Error('nothing runs');
    const entered = faulty.server.setupToken
      ? await setUp(faulty.server, admin)
      : await admin.login(username, password);
    this.token = entered.token;
    this.running = { faulty, admin: entered };
  }

  /** The administrator on another server of the site. */
  async clientOf(server: Server): Promise<Api> {
    this.caller ??= await Api.of(server);
    return this.caller.at(server).as(this.token);
  }

  /** Sends the request that ends the process before it answers. Resolves when the process has ended. */
  async dieOf(request: () => Promise<unknown>): Promise<void> {
    await this.leadsTo(this.server.died(), request, () => false);
    this.died(1);
  }

  /** Sends the request, which waits at this call until the process dies. `status`: of an answer that it may give before. */
  async hold(place: Omit<Fault, 'how'>, request: () => Promise<unknown>, status?: number): Promise<Held> {
    await this.server.arm({ ...place, how: 'park' });
    const { sent } = await this.leadsTo(this.server.struck(), request, (answer) => answer.status === status);
    return {
      async expectWaiting() {
        const now = await Promise.race([sent, pause(0, WAITS)]);
        expect([WAITS, status ?? WAITS]).toContain(isAnswer(now) ? now.status : now);
      },
    };
  }

  /**
   * Sends a request that leads to `event`. A store that was late may have kept it from there, so it is repeated after a
   * 503, and if nothing happens. `mayBeAnswered`: throws or returns false for an answer that it must not give. Returns the
   * request that led there: null if its connection breaks.
   */
  private async leadsTo(
    event: Promise<void>,
    request: () => Promise<unknown>,
    mayBeAnswered: (answer: Answer) => boolean,
  ): Promise<{ readonly sent: Promise<unknown> }> {
    const happened = event.then(() => null);
    for (let left = DYING_REQUESTS; ; left -= 1) {
      const sent = request().catch(() => null);
      const answer = await Promise.race([happened, sent]);
      if (answer) expect(isAnswer(answer) && (answer.status === 503 || mayBeAnswered(answer))).toBe(true);
      const isOver = await Promise.race([happened.then(() => true), pause(DIES_WITHIN_MS, false)]);
      if (isOver) return { sent };
      expect(left).toBeGreaterThan(0);
    }
  }

  /** Counts a kill and the requests that it cut off. */
  died(requests: number): void {
    this.figures.kills += 1;
    this.figures.failedRequests += requests;
  }

  /**
   * Throws unless all acknowledged data exists and opens, no change is incomplete, and the audit is whole: without a gap,
   * with one outcome for each intent.
   */
  async expectNothingLost(api: Api = this.admin): Promise<Trail> {
    const trail = await Trail.settled(api);
    trail.expectWhole();
    await this.figures.expectNothingLost(this.kept, api);
    return trail;
  }

  async end(): Promise<void> {
    this.figures.print();
    await this.site.clear();
    await this.mail?.close();
  }
}
