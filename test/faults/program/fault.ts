/**
 * `kill`: the process ends at once, as in a power cut. `stop`: it freezes until SIGCONT. `park`: this call waits
 * until it is released. `pass`: nothing happens, and the test is told. `fail`: the call and every later one throws
 * PartUnavailable until released.
 */
export type FaultKind = 'kill' | 'stop' | 'park' | 'pass' | 'fail';

/** A fault at one call of a port's method. */
export interface Fault {
  /** `<Port>[.<part>].<method>`: `SecretStore.heads.replace`. */
  readonly at: string;
  readonly when: 'before' | 'after';
  readonly how: FaultKind;
  /** The nth matching call since the fault was armed. Default: 1. */
  readonly nth?: number;
  /** Counts only calls whose arguments, as JSON, contain each of these texts. */
  readonly with?: readonly string[];
}
