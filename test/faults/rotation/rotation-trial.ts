import { must } from '../../e2e/support/people/accounts.js';
import { type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import type { Site } from '../../e2e/support/processes/pairs.js';
import type { Fault } from '../program/fault.js';
import { eventually } from '../support/eventually.js';
import { Trial } from '../support/trial.js';
import { surely } from '../support/undecided.js';
import { Inventory, type Wrong } from './inventory.js';
import { Load } from './load.js';
import { onStoppedSite } from './opened-site.js';
import type { Filling } from './scale.js';
import { type Seeded, seed } from './seed.js';

/** Milliseconds. Longer than every lease, the settling time of a rotation and KEY_DESTROY_AFTER. */
export const LATER_MS = 35_000;
export const DESTROY_AFTER_MS = 30_000;
const DONE_WITHIN_MS = 900_000;
/** A rotation meets hundreds of requests, on a fast machine fewer than on a slow one. */
const LEAST_MET = 20;

/** A site full of keys and values whose servers are killed during rotations, under load. */
export class RotationTrial {
  private aheadMs = 0;
  private served = 0;

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

  /** Starts a server under load. Its clock runs further ahead than the one before. */
  async start(atStart?: Fault): Promise<void> {
    this.aheadMs += LATER_MS;
    await this.trial.start(this.environment, atStart);
    this.serve();
  }

  /** Milliseconds by which the servers' clocks run ahead of the machine's. */
  get ahead(): number {
    return this.aheadMs;
  }

  get environment(): Record<string, string> {
    return { CLOCK_AHEAD_MS: String(this.aheadMs) };
  }

  /** Moves the server's clock ahead while no request is in flight, since no request takes that long. */
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

  /** Stops everything, wherever a test stopped. */
  async quiet(): Promise<void> {
    const resting = this.load.rest();
    await this.trial.server.kill();
    await resting;
  }

  /** The id of the rotation that was started or already runs. */
  async rotate(path: string): Promise<string> {
    return must(await surely(() => this.trial.admin.post(path))).body.id;
  }

  /** The id of the running rotation of `ring`, read on the stopped site. */
  async running(ring: string): Promise<string> {
    const stored = await onStoppedSite(this.trial.site, ({ rotations }) => rotations.running(ring));
    if (!stored) throw new Error(`no rotation of ${ring} runs`);
    return stored.value.id;
  }

  /** Waits until a client of one node sees the rotation as done. */
  async done(id: string, client: Api = this.trial.admin): Promise<void> {
    const look = async () => {
      const { body } = must(await client.get(`/keys/rotations/${id}`));
      expect(body).toMatchObject({ state: 'done', progress: { failed: 0 } });
    };
    await eventually(look, DONE_WITHIN_MS, 100);
  }

  /** On the stopped site. Throws if anything is lost, or does not open as the value that it was. */
  async look(): Promise<Wrong> {
    const wrong = await onStoppedSite(this.trial.site, (opened) => this.inventory.take(opened));
    this.trial.figures.expectNoLoss(wrong);
    return wrong;
  }

  /** On the stopped site. Throws unless everything opens under the active versions only. */
  async expectAllThere(): Promise<void> {
    expect(await this.look()).toEqual({ lost: 0, unreadable: 0, older: 0, undead: 0 });
  }

  /**
   * Throws if a request failed for another reason than the end of its process, or if fewer were answered since the last
   * look than `least`: the load must meet what is tested.
   */
  expectServed(least = LEAST_MET): void {
    const met = this.load.answered - this.served;
    this.served = this.load.answered;
    expect(met).toBeGreaterThanOrEqual(least);
    this.trial.figures.failedRequests += this.load.failed.length;
    expect(this.load.failed).toEqual([]);
  }

  async end(): Promise<void> {
    const { answered, refused, repeated, cutOff } = this.load;
    await this.load.rest();
    process.stdout.write(
      `under load: ${answered} answered, ${refused} of them 503 in outages, ${repeated} repeated after another 503, ${cutOff} cut off by kills\n`,
    );
    await this.trial.end();
  }

  private serve(): void {
    this.load.begin({ server: this.trial.server.server, token: this.trial.admin.token });
  }
}
