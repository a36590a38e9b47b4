import type { Answer, Api } from '../processes/api.js';
import { recordsOf, requestIdOf } from '../processes/coffer.js';
import type { RouteUnderTest } from './route-under-test.js';

type Kept = Pick<RouteUnderTest, 'cached' | 'isSeldomRecorded'>;

/** Checks the answer of one cell of a matrix, and its audit records. */
export type HoldCell = (who: string, answer: Answer, status: number, records: string[], route?: Kept) => Promise<void>;

export async function expectCell(auditor: Api, ...cell: Parameters<HoldCell>): Promise<void> {
  const [who, answer, status, records, { cached = 'no-store', isSeldomRecorded = false } = {}] = cell;
  const isDone = status < 400;
  const control = answer.headers['cache-control'];
  const expected = { who, status, control: isDone ? cached : 'no-store' };
  expect({ who, status: answer.status, control }).toEqual(expected);
  const found = await recordsOf(auditor, requestIdOf(answer));
  const isElsewhere = isDone && isSeldomRecorded && found.length === 0;
  expect({ who, records: found }).toEqual({ who, records: isElsewhere ? [] : records });
}
