import type { Step } from '../steps/step.js';
import { partsOf } from './normal.js';
import type { Place } from './place.js';
import type { Outcome } from './run.js';

export interface Run {
  readonly place: Place;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Where two servers differ: `<step>: <part>`, with what each of them showed. */
export function differencesOf(steps: readonly Step[], one: Run, other: Run): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { name, look } of steps) {
    const [a, b] = [one, other].map(({ place, outcomes }) => partsOf(outcomes.get(name)?.shown, place));
    for (const part of look ?? new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])) {
      const both = [a?.get(part) ?? 'nothing', b?.get(part) ?? 'nothing'];
      if (both[0] !== both[1]) found.set(`${name}: ${part}`, both);
    }
  }
  return found;
}
