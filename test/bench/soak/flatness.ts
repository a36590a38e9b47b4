import { median } from '../measure/statistics.js';
import { READINGS, type Reading } from './gauge.js';

/** By how much the last third may be above the middle one: caches are full by then, so what still grows is a leak. */
const ALLOWED: Readonly<Record<keyof Reading, { readonly times: number; readonly plus: number }>> = {
  rssMib: { times: 1.1, plus: 10 },
  heapMib: { times: 1.15, plus: 10 },
  descriptors: { times: 1, plus: 20 },
  walMib: { times: 1, plus: 8 },
  delayMs: { times: 1.5, plus: 10 },
};

export interface Flatness {
  readonly figure: keyof Reading;
  readonly middle: number;
  readonly last: number;
  readonly most: number;
}

/** The medians of the middle and of the last third, and what the last may be. */
export function flatness(readings: readonly Reading[]): Flatness[] {
  const third = Math.floor(readings.length / 3);
  const of = (part: readonly Reading[], figure: keyof Reading) => median(part.map((reading) => reading[figure]));
  return READINGS.map((figure) => {
    const middle = of(readings.slice(third, 2 * third), figure);
    const { times, plus } = ALLOWED[figure];
    return { figure, middle, last: of(readings.slice(2 * third), figure), most: middle * times + plus };
  });
}
