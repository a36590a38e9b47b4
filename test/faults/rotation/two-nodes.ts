import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import type { Fault } from '../program/fault.js';
import { eventually } from '../support/eventually.js';
import { FaultyServer } from '../support/faulty-server.js';
import type { RotationTrial } from './rotation-trial.js';

/** Milliseconds. Longer than a lease. */
const LEASE_OVER_MS = 11_000;
/** Milliseconds. A step that was held is over by then. */
const COMES_TO_ITSELF_MS = 500;

/** A boundary in the middle of re-wrapping, or of re-sealing values that only the rotation writes. */
const IN_THE_MIDDLE = {
  '/keys/master/rotate': { at: 'KeyManagement.rewrap', when: 'before' },
  '/keys/secrets/rotate': { at: 'SecretStore.heads.replace', when: 'before', nth: 5, with: ['"path":"seeded/'] },
} as const;

export type Rotated = keyof typeof IN_THE_MIDDLE;

/**
 * Two nodes of a site. The first node is asked for a rotation, and then a fault strikes it. The other node's clock moves
 * ahead, so that it sees the first node's lease as expired.
 */
export class TwoNodes {
  private constructor(
    private readonly rotations: RotationTrial,
    private readonly other: FaultyServer,
    private readonly client: Api,
  ) {}

  static async start(rotations: RotationTrial): Promise<TwoNodes> {
    await rotations.start();
    const { trial, environment } = rotations;
    const other = await FaultyServer.start(trial.site, environment);
    return new TwoNodes(rotations, other, await trial.clientOf(other.server));
  }

  /** Both nodes work on one rotation. */
  async atOnce(path: Rotated): Promise<string> {
    const id = await this.meets('park', path);
    await this.first.struck();
    await this.takenOver(id);
    await this.first.release();
    await this.level();
    return id;
  }

  /** The first node freezes during a rotation and wakes when the other node has completed it. */
  async duringSleep(path: Rotated): Promise<string> {
    await this.rotations.load.rest();
    const id = await this.meets('stop', path);
    await this.first.frozen();
    await this.takenOver(id);
    this.first.thaw();
    await this.level();
    await eventually(async () => must(await this.rotations.trial.admin.get('/auth/me')));
    return id;
  }

  /** The first node dies during a rotation, and the other node completes it. */
  async afterDeath(path: Rotated): Promise<string> {
    const id = await this.meets('kill', path);
    await this.first.died();
    await this.rotations.load.rest();
    this.rotations.trial.died(0);
    await this.takenOver(id);
    return id;
  }

  stop(): Promise<number | null> {
    return this.other.server.stop();
  }

  private get first(): FaultyServer {
    return this.rotations.trial.server;
  }

  private async takenOver(id: string): Promise<void> {
    await this.other.later(LEASE_OVER_MS);
    await this.other.rotate();
    await this.rotations.done(id, this.client);
  }

  /** Moves the first node's clock to the other node's time. */
  private async level(): Promise<void> {
    await this.rotations.moveOn(LEASE_OVER_MS);
    await pause(COMES_TO_ITSELF_MS);
  }

  private async meets(how: Fault['how'], path: Rotated): Promise<string> {
    await this.first.arm({ ...IN_THE_MIDDLE[path], how });
    return this.rotations.rotate(path);
  }
}
