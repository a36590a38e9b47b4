import { PartUnavailable } from '#kernel';
import type { Fault } from './fault.js';

/** Milliseconds. Longer than a signal to the own process takes to arrive. */
const LANDING_MS = { kill: 10_000, stop: 50 };

/** A fault that waits for its port call. */
export class ArmedFault {
  private readonly strike = Promise.withResolvers<void>();
  private readonly end = Promise.withResolvers<void>();
  private calls = 0;
  private released = false;
  hasStruck = false;

  constructor(readonly fault: Fault) {}

  /** Resolves once the fault has struck, if the process survives it. */
  get struck(): Promise<void> {
    return this.strike.promise;
  }

  release(): void {
    this.released = true;
    this.end.resolve();
  }

  /** True if the fault strikes this call. Ask once for each call. */
  meets(args: readonly unknown[]): boolean {
    if (this.released) return false;
    const text = JSON.stringify(args);
    if (!(this.fault.with ?? []).every((part) => text.includes(part))) return false;
    this.calls += 1;
    const nth = this.fault.nth ?? 1;
    return this.fault.how === 'fail' ? this.calls >= nth : this.calls === nth;
  }

  async happen(): Promise<void> {
    const { how } = this.fault;
    this.hasStruck = true;
    this.strike.resolve();
    switch (how) {
      case 'pass':
        return;
      case 'park':
        return this.end.promise;
      case 'fail':
        throw new PartUnavailable('store', new Error('a fault was injected'));
      case 'kill':
      case 'stop':
        process.kill(process.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
        // Nothing of this process may run before the signal arrives.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LANDING_MS[how]);
    }
  }
}
