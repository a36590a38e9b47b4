import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { SECRETS_RING } from '#keys';
import type { Site } from '../../e2e/support/processes/pairs.js';
import type { Server } from '../../e2e/support/processes/server.js';
import { builtProgram } from '../../engines/built-program.js';
import type { Fault } from '../program/fault.js';
import { eventually } from './eventually.js';

/** The file of `test/faults/program`, bundled with what is in `dist`. */
export const faultyProgram = () => builtProgram('faulty-server');

/** A server whose ports fail when a test asks. */
export class FaultyServer {
  private constructor(
    readonly server: Server,
    private readonly control: string,
  ) {}

  /** `atStart`: a fault armed before the start completes an earlier setup. A kill there throws StartFailed. */
  static async start(site: Site, env: Record<string, string> = {}, atStart?: Fault) {
    const fault: Record<string, string> = atStart ? { FAULT: JSON.stringify(atStart) } : {};
    // A test holds a request of one account at each boundary, more than may be at work. A busy machine takes longer for a
    // suite than a token lives.
    const more = { REQUESTS_AT_ONCE: '0', ACCESS_TOKEN_EXPIRES_IN: '1d', ...env, ...fault };
    const server = await site.start(more, faultyProgram());
    const control = /^Control: (\S+)$/m.exec(server.output())?.[1];
    if (!control) throw new Error('the program takes no orders');
    return new FaultyServer(server, `http://${control}`);
  }

  arm(fault: Fault): Promise<void> {
    return this.order('arm', fault);
  }

  /** Takes every fault back that has not struck. Calls that are parked stay so. */
  disarm(): Promise<void> {
    return this.order('disarm');
  }

  /** Resolves when the last armed fault has struck. Never resolves for a fault that ends or freezes the process. */
  struck(): Promise<void> {
    return this.order('struck');
  }

  release(): Promise<void> {
    return this.order('release');
  }

  /** Drops the cached keys of a ring, as the cache does after 5 minutes. */
  forgetKeys(ring = SECRETS_RING): Promise<void> {
    return this.order('forgetKeys', ring);
  }

  /** Runs the purge of deleted secrets once. */
  purge(): Promise<void> {
    return this.order('purge');
  }

  /** Moves the server's clock ahead. */
  later(ms: number): Promise<void> {
    return this.order('later', ms);
  }

  /** Looks for due rotations, as the server does each second. */
  rotate(): Promise<void> {
    return this.order('rotate');
  }

  get isOver(): boolean {
    const { signalCode, exitCode } = this.server.process;
    return signalCode !== null || exitCode !== null;
  }

  /** Resolves when a fault has ended the process. */
  async died(): Promise<void> {
    const { process } = this.server;
    if (!this.isOver) await once(process, 'exit');
    expect(process.signalCode).toBe('SIGKILL');
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  freeze(): Promise<void> {
    this.server.process.kill('SIGSTOP');
    return this.frozen();
  }

  /** Resolves when the process is frozen (state T of proc(5)). */
  async frozen(): Promise<void> {
    await eventually(() => {
      const stat = readFileSync(`/proc/${this.server.process.pid}/stat`, 'utf8');
      expect(stat.slice(stat.lastIndexOf(')') + 2)[0]).toBe('T');
    });
  }

  thaw(): void {
    this.server.process.kill('SIGCONT');
  }

  /** Throws unless everything that was signed is a beginning of the log as it is. */
  requireOneTree(): Promise<void> {
    return this.order('requireOneTree');
  }

  private async order(name: string, given?: unknown): Promise<void> {
    const answer = await fetch(`${this.control}/${name}`, { method: 'POST', body: JSON.stringify(given ?? null) });
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
  }
}
