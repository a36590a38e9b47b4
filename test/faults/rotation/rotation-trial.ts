import { must } from '../../e2e/support/people/accounts.js';
import { type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import type { Site } from '../../e2e/support/processes/pairs.js';
import type { Fault } from '../program/fault.js';
import { eventually } from '../support/eventually.js';
import { Trial } from '../support/trial.js';
import { Inventory, type Wrong } from './inventory.js';
import { Load } from './load.js';
import { onStoppedSite } from './opened-site.js';
import type { Filling } from './scale.js';
import { type Seeded, seed } from './seed.js';

/** When what is due again can be done: past every lease, the time in which a rotation settles, and KEY_DESTROY_AFTER. */
export const LATER_MS = 35_000;
export const DESTROY_AFTER_MS = 30_000;
const DONE_WITHIN_MS = 600_000;

/** A site full of keys and values whose servers are killed over rotations, under load. */
export class RotationTrial {
  private aheadMs = 0;

  private constructor(
    readonly trial: Trial,
    readonly seeded: Seeded,
    readonly inventory: Inventory,
    readonly load: Load,
    /** The first administrator, who has personal data. */
    readonly person: string,
  ) {}

  static async open(suite: string, open: (env: Record<string, string>) => Promise<Site>, filling: Filling) {
    const env = { KEY_DESTROY_AFTER: `${DESTROY_AFTER_MS / 1_000}s`, ACCESS_TOKEN_EXPIRES_IN: '1d' };
    const trial = await Trial.open(suite, () => open(env));
    await trial.start();
    await trial.enter('root_admin', PASSWORD);
    const person: string = must(await trial.admin.get('/auth/me')).body.id;
    await trial.server.server.stop();
    const seeded = await onStoppedSite(trial.site, (opened) => seed(opened, filling, trial.kept, person));
    const inventory = new Inventory(trial.kept);
    const load = new Load(seeded, trial.kept);
    const rotations = new RotationTrial(trial, seeded, inventory, load, person);
    await rotations.expectAllThere();
    return rotations;
  }

  /** Starts a server that lives later than the one before, under load. */
  async start(atStart?: Fault): Promise<void> {
    this.aheadMs += LATER_MS;
    await this.trial.start(this.environment, atStart);
    this.serve();
  }

  /** How much later than their machine the servers live. */
  get ahead(): number {
    return this.aheadMs;
  }

  get environment(): Record<string, string> {
    return { CLOCK_AHEAD_MS: String(this.aheadMs) };
  }

  /** Moves time on for the server, while no request is under way: none takes as long. */
  async moveOn(ms = LATER_MS): Promise<void> {
    await this.load.rest();
    this.aheadMs += ms;
    await this.trial.server.later(ms);
    this.serve();
    await this.trial.server.rotate();
  }

  async stop(): Promise<void> {
    await this.load.rest();
    await this.trial.server.server.stop();
  }

  /** Leaves nothing running, whatever a test was in the middle of. */
  async quiet(): Promise<void> {
    const resting = this.load.rest();
    await this.trial.server.kill();
    await resting;
  }

  /** The id of the rotation that was begun, or runs. */
  async rotate(path: string): Promise<string> {
    return must(await this.trial.admin.post(path)).body.id;
  }

  /** The id of the one of `ring` that runs, on the stopped site. */
  async running(ring: string): Promise<string> {
    const stored = await onStoppedSite(this.trial.site, ({ rotations }) => rotations.running(ring));
    if (!stored) throw new Error(`no rotation of ${ring} runs`);
    return stored.value.id;
  }

  /** As a client of one of the nodes sees it. */
  async done(id: string, client: Api = this.trial.admin): Promise<void> {
    const look = async () => {
      const { body } = must(await client.get(`/keys/rotations/${id}`));
      expect(body).toMatchObject({ state: 'done', progress: { failed: 0 } });
    };
    await eventually(look, DONE_WITHIN_MS, 100);
  }

  /** On the stopped site: throws when anything is lost or does not open as what it was. */
  async look(): Promise<Wrong> {
    const wrong = await onStoppedSite(this.trial.site, (opened) => this.inventory.take(opened));
    this.trial.figures.expectNoLoss(wrong);
    return wrong;
  }

  /** On the stopped site: throws unless everything opens, under the active versions and no other. */
  async expectAllThere(): Promise<void> {
    expect(await this.look()).toEqual({ lost: 0, unreadable: 0, older: 0, undead: 0 });
  }

  /** Throws where a request had another reason to fail than the end of the process that it had come to. */
  expectServed(): void {
    this.trial.figures.failedRequests += this.load.failed.length;
    expect(this.load.failed).toEqual([]);
  }

  async end(): Promise<void> {
    const { answered, refused, cutOff } = this.load;
    await this.load.rest();
    process.stdout.write(
      `under load: ${answered} answered, ${refused} of them 503 in outages, ${cutOff} cut off by kills\n`,
    );
    await this.trial.end();
  }

  private serve(): void {
    this.load.begin({ server: this.trial.server.server, token: this.trial.admin.token });
  }
}
