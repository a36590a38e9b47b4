/**
 * `kill`: the process ends at once, as in a power cut. `stop`: it is frozen until SIGCONT. `park`: this one call waits
 * until it is released. `fail`: the call and every later one throws PartUnavailable until released.
 */
export type FaultKind = 'kill' | 'stop' | 'park' | 'fail';

/** Something that goes wrong around one call of a port's method. */
export interface Fault {
  /** `<Port>[.<part>].<method>`: `SecretStore.heads.replace`. */
  readonly at: string;
  readonly when: 'before' | 'after';
  readonly how: FaultKind;
  /** Counted from the arming; 1 where it is absent. */
  readonly nth?: number;
  /** Only calls whose arguments, as JSON, hold each of these texts are counted. */
  readonly with?: readonly string[];
}
